import Taro from '@tarojs/taro';
import { once } from '../api/act-key';
import { upload } from '../api/call';

/**
 * Takes a photograph, or one from the album, and adds it where the path says. The server takes the place and time of the
 * photograph out of the file.
 * @param act names what it is added to, for the key. @returns false when nothing was chosen.
 */
export async function addPhoto(path: string, act: string, name: string): Promise<boolean> {
  const chosen = await Taro.chooseImage({ count: 1, sizeType: ['compressed'], sourceType: ['camera', 'album'] }).catch(() => null);
  const file = chosen?.tempFiles[0];
  if (!file) return false;
  await once(`photo:${act}:${file.path}`, (key) => upload(path, file.path, name, key));
  return true;
}

/** The photograph of the notice on the wall, as the list's attachment. */
export const photographNotice = (listId: number): Promise<boolean> => addPhoto(`/award-lists/${listId}/attachments`, String(listId), '公示照片.jpg');
