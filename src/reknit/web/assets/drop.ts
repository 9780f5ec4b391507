/**
 * The drop zone: files and whole folders, chosen or dropped anywhere on the page, sent in one request with its progress.
 * Without script the form still posts the chosen files.
 */
import htmx from "htmx.org";

interface Found {
  path: string;
  file: File;
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

/** One call gives at most some hundred entries, so it is asked until nothing more comes. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return all;
    all.push(...some);
  }
}

async function walk(entry: FileSystemEntry): Promise<Found[]> {
  const path = entry.fullPath.replace(/^\//, "");
  if (entry.isFile) return [{ path, file: await fileOf(entry as FileSystemFileEntry) }];
  const inner = await entriesOf(entry as FileSystemDirectoryEntry);
  return (await Promise.all(inner.map(walk))).flat();
}

/** Entries and files must be taken while the event lasts; the walk may go on after it. A file without an entry was not on a disk. */
function dropped(data: DataTransfer): Promise<Found[]> {
  const found = [...data.items].map((item) => {
    const entry = item.webkitGetAsEntry();
    const file = entry ? null : item.getAsFile();
    if (entry) return walk(entry);
    return Promise.resolve(file ? [{ path: file.name, file }] : []);
  });
  return Promise.all(found).then((parts) => parts.flat());
}

function chosen(input: HTMLInputElement): Found[] {
  return [...(input.files ?? [])].map((file) => ({ path: file.webkitRelativePath || file.name, file }));
}

function part<T extends HTMLElement>(form: HTMLFormElement, name: string): T | null {
  return form.querySelector<T>(`[data-drop-${name}]`);
}

function showProgress(form: HTMLFormElement, count: number): HTMLProgressElement | null {
  const area = part(form, "progress");
  const label = part(form, "count");
  if (area) area.hidden = count === 0;
  if (label) label.textContent = count.toLocaleString(document.documentElement.lang);
  form.classList.toggle("drop-busy", count > 0);
  const bar = area?.querySelector("progress") ?? null;
  if (bar) bar.value = 0;
  return bar;
}

function answered(form: HTMLFormElement, request: XMLHttpRequest): void {
  const elsewhere = request.getResponseHeader("HX-Redirect");
  const place = part(form, "answer");
  if (elsewhere) {
    window.location.assign(elsewhere);
  } else if (request.status < 300 && request.responseURL && request.responseURL !== form.action) {
    window.location.assign(request.responseURL);
  } else if (place && (request.status < 300 || request.status === 422)) {
    showProgress(form, 0);
    place.innerHTML = request.responseText;
    htmx.process(place);
  } else {
    showProgress(form, 0);
    document.dispatchEvent(new CustomEvent("reknit:silent"));
  }
}

function send(form: HTMLFormElement, found: Found[]): void {
  if (found.length === 0) return;
  const body = new FormData();
  for (const { path, file } of found) body.append("files", file, path);
  body.append("paths", JSON.stringify(found.map(({ path }) => path)));
  const token = form.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")?.value ?? "";
  const bar = showProgress(form, found.length);
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.setRequestHeader("X-CSRFToken", token);
  request.setRequestHeader("HX-Request", "true");
  request.upload.addEventListener("progress", (event) => {
    if (bar && event.lengthComputable) bar.value = (event.loaded / event.total) * 100;
  });
  request.addEventListener("load", () => answered(form, request));
  request.addEventListener("error", () => {
    showProgress(form, 0);
    document.dispatchEvent(new CustomEvent("reknit:silent"));
  });
  request.addEventListener("abort", () => showProgress(form, 0));
  part(form, "cancel")?.addEventListener("click", () => request.abort(), { once: true });
  request.send(body);
}

function zone(): HTMLFormElement | null {
  return document.querySelector<HTMLFormElement>("form[data-drop]");
}

function carriesFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes("Files") ?? false;
}

document.addEventListener("change", (event) => {
  const input = event.target as HTMLElement;
  if (!(input instanceof HTMLInputElement) || !input.matches("[data-drop-input]") || !input.form) return;
  send(input.form, chosen(input));
  input.value = "";
});

document.addEventListener("dragover", (event) => {
  const form = zone();
  if (!form || !carriesFiles(event)) return;
  event.preventDefault();
  form.classList.add("drop-over");
});

document.addEventListener("dragleave", (event) => {
  if (event.relatedTarget === null) zone()?.classList.remove("drop-over");
});

document.addEventListener("drop", (event) => {
  const form = zone();
  if (!form || !event.dataTransfer || !carriesFiles(event)) return;
  event.preventDefault();
  form.classList.remove("drop-over");
  void dropped(event.dataTransfer).then((found) => send(form, found));
});
