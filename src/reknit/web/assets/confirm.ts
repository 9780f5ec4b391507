/** `data-confirm="Question?"` on a button, link or form: asks in the page's own dialog before anything is sent. */

interface HtmxConfirm {
  elt: HTMLElement;
  issueRequest(skip: boolean): void;
}

const agreed = new WeakSet<HTMLElement>();

function asking(element: HTMLElement | null): HTMLElement | null {
  return element?.closest<HTMLElement>("[data-confirm]") ?? null;
}

/** Resolves to whether the person agreed; closing the dialog in any other way is a no. */
function ask(asker: HTMLElement): Promise<boolean> {
  const dialog = document.getElementById("confirm");
  if (!(dialog instanceof HTMLDialogElement)) return Promise.resolve(true);
  const put = (part: string, text: string): void => {
    const place = dialog.querySelector<HTMLElement>(`[data-${part}]`);
    if (place) place.textContent = text;
  };
  const action = dialog.querySelector<HTMLElement>("[data-action]");
  put("question", asker.dataset["confirm"] ?? "");
  put("detail", asker.dataset["confirmDetail"] ?? "");
  put("action", asker.dataset["confirmAction"] ?? action?.dataset["default"] ?? "");
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

document.addEventListener("htmx:confirm", (event) => {
  const detail = (event as CustomEvent<HtmxConfirm>).detail;
  const asker = asking(detail.elt);
  if (!asker) return;
  event.preventDefault();
  void ask(asker).then((yes) => {
    if (yes) detail.issueRequest(true);
  });
});

document.addEventListener("submit", (event) => {
  const form = event.target as HTMLFormElement;
  const submitter = event.submitter;
  const asker = submitter?.matches("[data-confirm]") ? submitter : form.matches("[data-confirm]") ? form : null;
  const sentByHtmx = [form, submitter].some((part) => part?.matches("[hx-post], [hx-get], [hx-delete], [hx-put]"));
  if (!asker || sentByHtmx) return;
  if (agreed.delete(asker)) return;
  event.preventDefault();
  void ask(asker).then((yes) => {
    if (!yes) return;
    agreed.add(asker);
    form.requestSubmit(submitter);
  });
});
