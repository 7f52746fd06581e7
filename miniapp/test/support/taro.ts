type Asked = { url: string; method: string; data?: unknown; header: Record<string, string> };
type Answer = { statusCode: number; data: unknown } | Error;

const storage = new Map<string, unknown>();
/** What the phone did, and how the server answers; each test sets its own. */
export const phone = { asked: [] as Asked[], went: [] as string[], answer: (_asked: Asked): Answer => new Error('nobody answers'), storage };

export function resetPhone(): void {
  phone.asked = [];
  phone.went = [];
  storage.clear();
}

const go = async ({ url }: { url: string }): Promise<void> => void phone.went.push(url);

export default {
  request: async (asked: Asked) => {
    phone.asked.push(asked);
    const answer = phone.answer(asked);
    if (answer instanceof Error) throw answer;
    return answer;
  },
  getStorageSync: (key: string): unknown => storage.get(key) ?? '', setStorageSync: (key: string, value: unknown): void => void storage.set(key, JSON.parse(JSON.stringify(value))), removeStorageSync: (key: string): void => void storage.delete(key), getStorageInfoSync: () => ({ keys: [...storage.keys()] }),
  getAppBaseInfo: () => ({}), onNetworkStatusChange: (): void => undefined, offNetworkStatusChange: (): void => undefined, getCurrentPages: () => [],
  reLaunch: go, switchTab: go, navigateTo: go, navigateBack: async (): Promise<void> => undefined, stopPullDownRefresh: (): void => undefined,
};
export const useDidShow = (): void => undefined;
export const usePullDownRefresh = (): void => undefined;
export const useReachBottom = (): void => undefined;
export const useRouter = () => ({ params: {} });
