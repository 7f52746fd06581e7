/** The keys of the desk, and that each of them only follows a link or button of the page. */
export function KeyboardHelp() {
  return (
    <>
      <table class="keys">
        <caption class="vh">键盘操作</caption>
        <thead><tr><th scope="col">按键</th><th scope="col">做什么</th></tr></thead>
        <tbody>{keys.map(([key, what]) => <tr key={key}><th scope="row">{key.split(' ').map((one) => <kbd key={one}>{one}</kbd>)}</th><td>{what}</td></tr>)}</tbody>
      </table>
      <p class="sub">在输入框里打字时，单个字母的按键不起作用。不用按键也都能办：名单、任务的名称是链接，办理页上有“上一份”“下一份”。</p>
      <label class="tick" hidden><input type="checkbox" data-keys-off="" />在这台电脑上关闭 J、K、?</label>
    </>
  );
}

const keys: [string, string][] = [
  ['J', '名单、任务、看板：到下一行；办理页：到下一份'], ['K', '到上一行；办理页：到上一份'], ['Enter', '打开这一行'], ['Tab', '到下一个链接、按钮或输入框'], ['空格', '选中单选、勾选'], ['↓ ↑', '录入名单：从查找框到查到的学生，上下选择；Enter 加入名单，接着打下一个名字'], ['?', '打开这个说明'], ['Esc', '关闭说明或菜单'],
];

/** Opened by ? or by the link at the foot of the page; without a script that link leads to the same as a page. */
export function KeyboardDialog() {
  return (
    <dialog id="keys" aria-labelledby="keys-title">
      <div class="ch"><h2 id="keys-title">键盘操作</h2><form method="dialog"><button class="btn">关闭</button></form></div>
      <div class="cb stackv"><KeyboardHelp /></div>
    </dialog>
  );
}
