// The editor without pressing 「この形にする」: a changed form of a formula is saved at once and shown in its new shape.
// Ctrl+S saves; leaving with something typed and not saved asks first. Without this file every button still works.
(() => {
  'use strict';
  const sheet = document.getElementById('sheet');
  if (!sheet) return;
  document.documentElement.classList.add('scripted');
  let dirty = false, sending = false;
  const send = at => {
    sending = true;
    sheet.elements.at.value = at || '';
    sheet.requestSubmit();
  };
  sheet.addEventListener('input', () => { dirty = true; });
  sheet.addEventListener('submit', () => { sending = true; });
  sheet.addEventListener('change', event => {
    const place = event.target.closest('[data-reshape]');
    if (place) send(place.dataset.reshape || place.closest('fieldset').id);
  });
  document.addEventListener('keydown', event => {
    if ((event.ctrlKey || event.metaKey) && event.key === 's') {
      event.preventDefault();
      send('');
    }
  });
  window.addEventListener('beforeunload', event => {
    if (dirty && !sending) event.preventDefault();
  });
})();
