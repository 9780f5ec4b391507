/**
 * Arrow keys walk over everything marked data-line, as `j` and `k` do. From a search box with data-finder around it
 * they lead into what was found, and back.
 */

function stops(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>("[data-line]")]
    .filter((line) => line.getClientRects().length > 0)
    .map((line) => line.querySelector<HTMLElement>(":scope > summary") ?? line);
}

function finder(): HTMLInputElement | null {
  return document.querySelector<HTMLInputElement>("[data-finder] input[type=search]");
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  const all = stops();
  const here = all.indexOf(event.target as HTMLElement);
  const search = finder();
  if (here < 0 && (event.target !== search || event.key === "ArrowUp")) return;
  const next = here + (event.key === "ArrowDown" ? 1 : -1);
  const goal = next < 0 ? search : all[next];
  if (!goal) return;
  event.preventDefault();
  goal.focus();
});
