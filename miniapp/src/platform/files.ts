import { once } from '../api/act-key';
import { upload } from '../api/call';
import { API } from '../api/send';
import { Refusal, Unreachable } from '../api/refusal';
import { session } from '../api/session';

/** Opens a file of the server with what the phone has for it: in a browser it is handed over as a download. */
export async function openFile(path: string, name: string): Promise<void> {
  const response = await fetch(`${API_ADDRESS}${API}${path}`, { headers: { Authorization: `Bearer ${session()?.token ?? ''}` } }).catch(() => { throw new Unreachable('文件没有下载下来，请检查网络后再点一次。'); });
  if (!response.ok) throw new Refusal(response.status, 'file', '这份文件打不开，请返回后重新进入。');
  const address = URL.createObjectURL(await response.blob());
  const anchor = document.createElement('a');
  anchor.href = address;
  anchor.download = name;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** Adds a document of this machine. @returns false when nothing was chosen. */
export async function chooseDocument(path: string): Promise<boolean> {
  const file = await new Promise<File | null>((resolve) => {
    const input = document.createElement('input');
    input.type = 'file';
    input.accept = '.pdf,.docx,.xlsx,.jpg,.jpeg,.png';
    input.onchange = () => resolve(input.files?.[0] ?? null);
    input.oncancel = () => resolve(null);
    input.click();
  });
  if (!file) return false;
  const address = URL.createObjectURL(file);
  try {
    await once(`file:${path}:${file.name}:${file.size}`, (key) => upload(path, address, file.name, key));
  } finally {
    URL.revokeObjectURL(address);
  }
  return true;
}
