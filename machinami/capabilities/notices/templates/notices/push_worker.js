// Shows push notifications of the city hall. It sees no page and keeps nothing: its scope is /push/ alone.
'use strict';
const WORDS = {{ words|safe }}, LANGUAGES = Object.keys(WORDS.more);

self.addEventListener('push', event => {
  let said = {};
  try { said = event.data.json(); } catch { /* a message without words still says that there is something */ }
  const link = typeof said.link === 'string' && /^\/[a-z]/.test(said.link) ? said.link : '/ja/my/inbox/';
  const language = LANGUAGES.includes(link.split('/')[1]) ? link.split('/')[1] : 'ja';
  const kind = WORDS.kinds[said.kind] || WORDS.kinds.other;
  event.waitUntil(self.registration.showNotification(kind[language], {
    body: WORDS.more[language], lang: WORDS.tags[language], tag: link, data: {link}, icon: WORDS.icon}));
});

self.addEventListener('notificationclick', event => {
  event.notification.close();
  event.waitUntil(clients.openWindow(event.notification.data.link));
});
