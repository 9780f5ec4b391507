/**
 * Where the keyboard stands after htmx has changed the page: on what is wrong, on what asks for it (data-focus), or, when
 * the focused element went away, on the line that took its place.
 */

let successor: HTMLElement | null = null;

function stop(element: Element | null | undefined): HTMLElement | null {
  if (!(element instanceof HTMLElement) || !element.matches("[data-line], :has([data-line])")) return null;
  const line = element.matches("[data-line]") ? element : element.querySelector<HTMLElement>("[data-line]");
  return line?.querySelector<HTMLElement>("summary") ?? line ?? null;
}

/** The neighbour of the line that holds the focus, to be focused if that line goes. */
function neighbour(): HTMLElement | null {
  const line = document.activeElement?.closest("[data-line], li:has([data-line])");
  return stop(line?.nextElementSibling) ?? stop(line?.previousElementSibling);
}

document.addEventListener("htmx:beforeSwap", () => {
  successor = neighbour();
});

document.addEventListener("htmx:afterSettle", (event) => {
  const swapped = event.target as HTMLElement;
  swapped.querySelector<HTMLElement>("[aria-invalid=true], [data-focus]")?.focus();
});

// An empty answer settles nothing, so the end of the request is the moment at which a removed line is noticed.
document.addEventListener("htmx:afterRequest", () => {
  window.setTimeout(() => {
    if (document.activeElement && document.activeElement !== document.body) return;
    const next = successor?.isConnected ? successor : document.getElementById("main");
    next?.focus({ preventScroll: next.id === "main" });
  }, 50);
});
