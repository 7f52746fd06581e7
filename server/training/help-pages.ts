type HelpPage = { readonly path: string; readonly title: string };
let pages: readonly HelpPage[] = [];

/** Which pages have help that material can explain; handed over once, at start-up. */
export function openHelpPages(given: readonly HelpPage[]): void {
  pages = given;
}

/** The pages material can be about. */
export const helpPages = (): readonly HelpPage[] => pages;
