// Adds this browser to those that receive push notifications: asks for leave, subscribes, and sends the form.
(() => {
  'use strict';
  const form = document.getElementById('push-form'), fields = form.elements, button = fields.add;
  const show = id => { document.getElementById(id).hidden = false; };
  const bytes = text => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), c => c.charCodeAt(0));
  if (!('serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window)) { show('push-unable'); return; }
  button.hidden = false;
  const within = (seconds, work) => Promise.race([work, new Promise((_, late) => setTimeout(late, seconds * 1000))]);

  async function registered() {
    const registration = await navigator.serviceWorker.register('/push/worker.js', {scope: '/push/'});
    const worker = registration.installing || registration.waiting;
    if (!registration.active && worker) await new Promise(done => worker.addEventListener('statechange', () => worker.state === 'activated' && done()));
    return registration;
  }

  // Its own entry in the list says so: known by a digest, the address itself never stands in the page.
  async function own() {
    const registration = await navigator.serviceWorker.getRegistration('/push/');
    const subscription = registration && await registration.pushManager.getSubscription();
    if (!subscription) return;
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(subscription.endpoint)));
    const mine = document.querySelector(`[data-digest="${[...digest].map(b => b.toString(16).padStart(2, '0')).join('')}"]`);
    if (mine) { mine.hidden = false; button.hidden = true; }
  }

  form.addEventListener('submit', async event => {
    if (fields.endpoint.value) return;
    event.preventDefault();
    if (await Notification.requestPermission() !== 'granted') { show('push-denied'); return; }
    try {
      const registration = await registered();
      const old = await registration.pushManager.getSubscription();
      if (old) await old.unsubscribe();
      const made = (await within(20, registration.pushManager.subscribe(
        {userVisibleOnly: true, applicationServerKey: bytes(form.dataset.key)}))).toJSON();
      [fields.endpoint.value, fields.p256dh.value, fields.auth.value] = [made.endpoint, made.keys.p256dh, made.keys.auth];
      form.submit();
    } catch { show('push-failed'); }
  });
  own();
})();
