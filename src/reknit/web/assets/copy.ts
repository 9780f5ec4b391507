/** `data-copy="ID"` copies the text of that element; `data-copied` is the word shown for a moment afterwards. */
import { announce } from "./announce";

const SHOWN_MS = 2000;

function textOf(id: string): string {
  const source = document.getElementById(id);
  if (source instanceof HTMLInputElement || source instanceof HTMLTextAreaElement) return source.value;
  return source?.innerText ?? "";
}

/** The clipboard is open to secure pages only; a plain http address in a local network has to select and copy. */
async function write(text: string): Promise<boolean> {
  if (navigator.clipboard) {
    return navigator.clipboard.writeText(text).then(() => true, () => false);
  }
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "visually-hidden";
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  return done;
}

document.addEventListener("click", async (event) => {
  const button = (event.target as Element).closest<HTMLElement>("[data-copy]");
  const id = button?.dataset["copy"];
  if (!button || !id || !(await write(textOf(id)))) return;
  const label = button.querySelector<HTMLElement>("[data-copy-label]") ?? button;
  const before = label.textContent;
  const copied = button.dataset["copied"] ?? before ?? "";
  if (before === copied) return;
  label.textContent = copied;
  announce(copied);
  window.setTimeout(() => {
    label.textContent = before;
  }, SHOWN_MS);
});
