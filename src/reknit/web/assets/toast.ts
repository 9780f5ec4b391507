/** Notices go by themselves after a while, but never while someone is on them; Activity can undo later as well. */

const SHOWN_MS = 12_000;

function arm(notice: HTMLElement): void {
  if (notice.dataset["toast"] === "armed") return;
  notice.dataset["toast"] = "armed";
  if (notice.classList.contains("toast-error")) return;
  const leave = (): void => {
    if (notice.matches(":hover, :focus-within")) {
      window.setTimeout(leave, SHOWN_MS);
      return;
    }
    notice.remove();
  };
  window.setTimeout(leave, SHOWN_MS);
}

function armAll(): void {
  document.querySelectorAll<HTMLElement>("[data-toast]").forEach(arm);
}

document.addEventListener("click", (event) => {
  const button = (event.target as Element).closest("[data-dismiss]");
  button?.closest("[data-toast]")?.remove();
});
document.addEventListener("htmx:oobAfterSwap", armAll);
document.addEventListener("DOMContentLoaded", armAll);
