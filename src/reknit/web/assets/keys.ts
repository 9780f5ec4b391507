/**
 * Keyboard shortcuts. A page declares them: `data-key="c"` or `data-key="g w"` on a link, button or field; the list behind
 * `?` is made from data-key-label or the element's own text. `j` and `k` walk over everything marked data-line.
 */

const SEQUENCE_MS = 1200;

let typed: string[] = [];
let timer = 0;

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches("input, textarea, select, [contenteditable]");
}

function isShown(element: HTMLElement): boolean {
  return element.getClientRects().length > 0;
}

function holders(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>("[data-key]")].filter(isShown);
}

function act(element: HTMLElement): void {
  if (element.matches("input:not([type=submit]), textarea, select")) {
    element.focus();
    if (element instanceof HTMLInputElement) element.select();
    return;
  }
  element.click();
}

function walk(step: 1 | -1): void {
  const stops = [...document.querySelectorAll<HTMLElement>("[data-line]")].filter(isShown)
    .map((line) => line.querySelector<HTMLElement>("summary") ?? line);
  const here = stops.findIndex((stop) => stop.contains(document.activeElement) || stop.parentElement?.contains(document.activeElement));
  const next = here < 0 ? (step > 0 ? 0 : stops.length - 1) : here + step;
  stops[next]?.focus();
}

function listKeys(dialog: HTMLDialogElement): void {
  const list = dialog.querySelector("[data-keys]");
  const row = dialog.querySelector("template");
  if (!list || !row) return;
  list.replaceChildren(
    ...holders().map((holder) => {
      const line = row.content.cloneNode(true) as DocumentFragment;
      const label = line.querySelector("[data-label]");
      if (label) label.textContent = holder.dataset["keyLabel"] ?? holder.querySelector("span")?.textContent ?? holder.innerText.trim();
      const strokes = (holder.dataset["key"] ?? "").split(" ").map((stroke) => {
        const cap = document.createElement("kbd");
        cap.textContent = stroke;
        return cap;
      });
      line.querySelector("[data-strokes]")?.append(...strokes);
      return line;
    }),
  );
}

document.addEventListener("click", (event) => {
  const opener = (event.target as Element).closest<HTMLElement>("[data-opens]");
  const dialog = opener && document.getElementById(opener.dataset["opens"] ?? "");
  if (!(dialog instanceof HTMLDialogElement)) return;
  if (dialog.id === "keys") listKeys(dialog);
  dialog.showModal();
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && isTyping(event.target)) (event.target as HTMLElement).blur();
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (event.key.length !== 1 || document.querySelector("dialog[open]")) return;
  window.clearTimeout(timer);
  timer = window.setTimeout(() => {
    typed = [];
  }, SEQUENCE_MS);
  typed.push(event.key);
  const keys = holders();
  const wanted = [typed.join(" "), event.key];
  const hit = wanted.map((stroke) => keys.find((holder) => holder.dataset["key"] === stroke)).find(Boolean);
  if (hit) {
    event.preventDefault();
    typed = [];
    act(hit);
    return;
  }
  if (typed.length > 1 || !keys.some((holder) => holder.dataset["key"]?.startsWith(`${event.key} `))) typed = [];
  if (event.key === "j") walk(1);
  if (event.key === "k") walk(-1);
});
