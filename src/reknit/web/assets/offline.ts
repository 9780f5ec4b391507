/** Says so when Reknit itself does not answer, and takes it back with the next answer. */

function show(silent: boolean): void {
  const banner = document.querySelector<HTMLElement>("[data-offline]");
  if (banner) banner.hidden = !silent;
}

document.addEventListener("htmx:sendError", () => show(true));
document.addEventListener("htmx:afterOnLoad", () => show(false));
document.addEventListener("reknit:silent", () => show(true));
