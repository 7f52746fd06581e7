/** Help of one page as one person gets it: only what they may do. */
export type HelpShown = { path: string; title: string; about: string; acts: string[]; know: string[]; basis?: string; /** Where the page is, when it is one page and not one of many. */ href?: string; /** 培训资料 that explain it. */ materials?: readonly { href: string; name: string }[] };

/** 帮助 beside the place: opens without a script, by mouse, key or voice, and says what this page is for. */
export function HelpPanel({ help, all }: { help: HelpShown; all: string }) {
  return (
    <details class="help">
      <summary>帮助</summary>
      <div class="help-card" role="group" aria-label={`帮助：${help.title}`}>
        <p class="help-title">{help.title}</p>
        <HelpText help={help} />
        <p><a href={all}>全部帮助、常见问题和升级后的变化</a></p>
      </div>
    </details>
  );
}

/** The text of a topic, in the panel and on the page of all topics. */
export function HelpText({ help }: { help: HelpShown }) {
  return (
    <>
      <p>{help.about}</p>
      {help.acts.length > 0 && <><p class="help-sub">您在这里能办的</p><ul class="dots">{help.acts.map((text) => <li key={text}>{text}</li>)}</ul></>}
      {help.know.length > 0 && <><p class="help-sub">要知道的</p><ul class="dots">{help.know.map((text) => <li key={text}>{text}</li>)}</ul></>}
      {help.materials && <><p class="help-sub">培训资料</p><ul class="dots">{help.materials.map(({ href, name }) => <li key={href}><a href={href} hx-boost="false">{name}</a></li>)}</ul></>}
      {help.basis && <p class="muted small">依据：{help.basis}</p>}
    </>
  );
}
