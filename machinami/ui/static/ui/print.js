// Shows the print buttons, which need a script; whoever has none prints from the browser's own menu.
for (const button of document.querySelectorAll('[data-print]')) {
  button.hidden = false;
  button.addEventListener('click', () => {
    document.querySelectorAll('details').forEach(d => { d.open = true; });
    print();
  });
}
