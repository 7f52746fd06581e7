/** Pages one does not come back to after signing in. */
const NOT_AGAIN = /^\/(sign-in|sign-out|activate|api)(\/|\?|$)/;
/** A path of ours: one slash, then neither a second one nor a backslash; browsers drop control characters, so none at all. */
const OWN_PATH = /^\/(?![/\\])[^\\\u0000-\u0020\u007f]*$/;
const LONGEST = 1000;

/**
 * Where to go after signing in. Anything but a path of this very site becomes the home page, so that a link to our
 * sign-in page can never lead a person to a look-alike elsewhere.
 */
export function returnPath(given: string | undefined): string {
  if (!given || given.length > LONGEST || !OWN_PATH.test(given) || NOT_AGAIN.test(given)) return '/';
  return given;
}
