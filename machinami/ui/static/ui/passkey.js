// Passkeys: <form data-passkey="create|get" data-options="/…"> asks the server for a question, the device for its answer, and is
// sent with that. Shown only where the browser has passkeys, else what is marked data-passkey-unable; the other ways stand beside it.
(() => {
  'use strict';
  const figures = /^[\d.]+$|^\[/; // browsers make no passkeys for an address in figures
  if (!window.PublicKeyCredential || figures.test(location.hostname)) {
    document.querySelectorAll('[data-passkey-unable]').forEach(line => { line.hidden = false; });
    return;
  }
  const bytes = text => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), c => c.charCodeAt(0));
  const text = buffer => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');

  async function asked(form) {
    const answer = await fetch(form.dataset.options, {method: 'POST', headers: {'X-CSRFToken': form.elements.csrfmiddlewaretoken.value}});
    if (answer.status === 403) { location.reload(); return null; } // signed in too long ago: the page says what to do
    if (!answer.ok) throw new Error(String(answer.status));
    const {publicKey} = await answer.json();
    publicKey.challenge = bytes(publicKey.challenge);
    if (publicKey.user) publicKey.user.id = bytes(publicKey.user.id);
    for (const known of publicKey.excludeCredentials || []) known.id = bytes(known.id);
    return {publicKey};
  }

  function written(made) {
    const {response} = made, said = {clientDataJSON: text(response.clientDataJSON)};
    for (const name of ['attestationObject', 'authenticatorData', 'signature', 'userHandle']) if (response[name]) said[name] = text(response[name]);
    return JSON.stringify({id: made.id, rawId: text(made.rawId), type: made.type, response: said, clientExtensionResults: {}});
  }

  for (const form of document.querySelectorAll('form[data-passkey]')) {
    const say = name => form.querySelectorAll('[data-say]').forEach(line => { line.hidden = line.dataset.say !== name; });
    let busy = false;
    form.hidden = false;
    form.addEventListener('submit', async event => {
      event.preventDefault();
      if (busy) return;
      busy = true;
      say('');
      try {
        const options = await asked(form);
        if (!options) return;
        form.elements.credential.value = written(await navigator.credentials[form.dataset.passkey](options));
        form.submit();
      } catch (wrong) {
        say(wrong.name === 'InvalidStateError' ? 'known' : 'failed');
        busy = false;
      }
    });
  }
})();
