// Keeps an open page fresh: what the event stream says has changed is fetched again and put in its place.
// Marks: docs/howto/live-pages.md
(() => {
  'use strict';
  const {stream, since, say, queue} = document.currentScript.dataset, due = new Set();
  let last = since, wait = 5000, source, retry, timer, busy, ended, tries = 0;

  const typing = box => [...box.querySelectorAll('input:not([type=hidden]),textarea,select')].some(
    f => f === document.activeElement || (f.defaultValue !== undefined && f.value !== f.defaultValue));

  function announce(words) {
    const status = document.getElementById('live');
    status.textContent = '';
    if (words) setTimeout(() => { status.textContent = words; }, 100);
  }

  // Returns what to announce, false when nothing changed.
  function place(id, page) {
    const old = document.getElementById(id), fresh = page.getElementById(id), had = document.activeElement;
    if (!old || !fresh || fresh.innerHTML === old.innerHTML || typing(old)) return false;
    const inside = old.contains(had);
    old.replaceWith(fresh);
    if (inside) {
      const same = [...fresh.querySelectorAll(had.tagName)].find(n => n.getAttribute('href') === had.getAttribute('href'));
      if (!same) fresh.tabIndex = -1;
      (same || fresh).focus({preventScroll: true});
    }
    return fresh.dataset.liveSay || say;
  }

  function late(ids) {
    if (tries++ > 4) return;
    ids.forEach(id => due.add(id));
    timer = setTimeout(look, 2000 * tries);
  }

  async function look() {
    if (busy) { timer = setTimeout(look, 500); return; }
    busy = true;
    const pages = {}, news = new Set();
    for (const id of due) {
      const box = document.getElementById(id), from = box && box.dataset.liveFrom || location.href;
      (pages[from] = pages[from] || []).push(id);
    }
    due.clear();
    for (const from in pages) {
      try {
        const answer = await fetch(from, {headers: {'X-Live': '1'}, redirect: 'error', cache: 'no-store'});
        if (!answer.ok) throw answer;
        const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
        for (const id of pages[from]) news.add(place(id, page));
      } catch { late(pages[from]); }
    }
    if (!due.size) tries = 0;
    news.delete(false);
    if (news.size) announce([...news].join(' '));
    busy = false;
  }

  function concern(test) {
    for (const box of document.querySelectorAll('[data-live]')) {
      if (!test(box.dataset)) continue;
      if (!('liveShow' in box.dataset)) due.add(box.id);
      else if (box.hidden) { box.hidden = false; announce(box.dataset.liveSay); }
    }
    clearTimeout(timer);
    if (due.size) timer = setTimeout(look, 300);
  }

  function hear(message) {
    last = message.lastEventId || last;
    const {kind, id, work, rows} = JSON.parse(message.data), names = [kind, `${kind}:${id}`, work && 'work'];
    const shown = m => m.liveKnown && rows && rows.every(row => m.liveKnown.includes(row));
    concern(marks => kind === 'all' || !shown(marks) && marks.live.split(' ').some(name => names.includes(name)));
  }

  function stop() {
    clearTimeout(retry);
    if (source) source.close();
    source = null;
  }

  function listen() {
    if (source || ended || document.hidden || !document.querySelector('[data-live]')) return;
    source = new EventSource(`${stream}?since=${last}${queue ? `&queue=${queue}` : ''}`, {withCredentials: true});
    source.onopen = () => { wait = 5000; };
    source.onmessage = hear;
    source.addEventListener('end', () => { ended = true; stop(); });
    source.onerror = () => {
      concern(marks => 'liveWait' in marks);
      if (source.readyState !== EventSource.CLOSED) return; // the browser comes back by itself
      stop();
      retry = setTimeout(listen, wait);
      wait = Math.min(wait * 2, 300000);
    };
  }

  // Only a page that is seen is connected.
  addEventListener('visibilitychange', () => document.hidden ? stop() : listen(), true);
  addEventListener('pagehide', stop);
  addEventListener('pageshow', listen);
  listen();
})();
