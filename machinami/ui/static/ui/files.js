// Says at once that a file is too large, instead of after minutes of sending it. The server checks again.
for (const input of document.querySelectorAll('input[type=file][data-most]')) {
  input.addEventListener('change', () => {
    document.getElementById(input.id + '-size')?.remove();
    const large = [...input.files].find(file => file.size > Number(input.dataset.most));
    input.toggleAttribute('aria-invalid', Boolean(large));
    if (!large) return;
    const told = Object.assign(document.createElement('p'), {id: input.id + '-size', className: 'error-text'});
    told.setAttribute('role', 'alert');
    input.before(told);
    told.textContent = large.name + ' ' + input.dataset.tooLarge;
    input.value = '';
  });
}
