/** Light or dark as the system says, from before the first paint on, and at once when it changes. */
const dark = window.matchMedia("(prefers-color-scheme: dark)");

function follow(): void {
  document.documentElement.dataset["bsTheme"] = dark.matches ? "dark" : "light";
}

follow();
dark.addEventListener("change", follow);
