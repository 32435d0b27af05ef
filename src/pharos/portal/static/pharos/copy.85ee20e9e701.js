// A button that copies an address; without this script the address stands on the page to be copied.
(() => {
  const place = document.getElementById("copy");
  if (!place || !navigator.clipboard) return;
  place.hidden = false;
  const button = place.querySelector("[data-copy]");
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = button.dataset.done;
  });
})();
