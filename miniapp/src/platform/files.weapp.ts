import Taro from '@tarojs/taro';
import { once } from '../api/act-key';
import { upload } from '../api/call';
import { API } from '../api/send';
import { Refusal, Unreachable } from '../api/refusal';
import { session } from '../api/session';

type DocumentKind = 'pdf' | 'docx' | 'xlsx';

/** Opens a file of the server with WeChat's own viewer; a picture is looked at, a document can be handed on from there. */
export async function openFile(path: string, name: string): Promise<void> {
  const kind = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  const { tempFilePath, statusCode } = await Taro.downloadFile({ url: `${API_ADDRESS}${API}${path}`, header: { Authorization: `Bearer ${session()?.token ?? ''}` } }).catch(() => { throw new Unreachable('文件没有下载下来，请检查网络后再点一次。'); });
  if (statusCode !== 200) throw new Refusal(statusCode, 'file', '这份文件打不开，请返回后重新进入。');
  if (/^(jpe?g|png)$/.test(kind)) await Taro.previewImage({ urls: [tempFilePath] });
  else await Taro.openDocument({ filePath: tempFilePath, fileType: kind as DocumentKind, showMenu: true });
}

/** Adds a document somebody was sent in a conversation, WeChat's only way to files. @returns false when nothing was chosen. */
export async function chooseDocument(path: string): Promise<boolean> {
  // Not among the calls Taro makes promises of.
  const chosen = await new Promise<Taro.chooseMessageFile.SuccessCallbackResult | null>((resolve) => { void Taro.chooseMessageFile({ count: 1, type: 'file', extension: ['pdf', 'docx', 'xlsx', 'jpg', 'jpeg', 'png'], success: resolve, fail: () => resolve(null) }); });
  const file = chosen?.tempFiles[0];
  if (!file) return false;
  await once(`file:${path}:${file.path}`, (key) => upload(path, file.path, file.name, key));
  return true;
}
