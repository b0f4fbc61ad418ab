// Speaks the numbers that are called, in four languages, on the hall's display. Without it the display is read by eye.
(() => {
  'use strict';
  if (!('speechSynthesis' in window)) return;
  const box = document.getElementById('speak'), known = new Set();
  const calls = () => [...document.querySelectorAll('[data-call]')].map(row => row.dataset.call);
  calls().forEach(call => known.add(call));
  document.getElementById('speak-field').hidden = false;

  function say(call) {
    const [number, counter] = call.split(' ');
    for (const item of document.querySelectorAll('#spoken li')) {
      const words = new SpeechSynthesisUtterance(item.textContent.replace('{number}', number.replace('-', ' ')).replace('{counter}', counter));
      words.lang = item.lang;
      speechSynthesis.speak(words);
    }
  }

  new MutationObserver(() => {
    for (const call of calls().reverse()) {
      if (known.has(call)) continue;
      known.add(call);
      if (box.checked) say(call);
    }
  }).observe(document.getElementById('main'), {childList: true, subtree: true});
  box.addEventListener('change', () => { if (!box.checked) speechSynthesis.cancel(); });
})();
