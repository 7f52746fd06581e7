import { useLaunch } from '@tarojs/taro';
import type { ReactNode } from 'react';
import { prolongSession, session } from './api/session';
import { readSubscription } from './features/consent';
import './styles/app.css';

export default function App({ children }: { children?: ReactNode }) {
  useLaunch(() => {
    void prolongSession();
    if (session()) readSubscription().catch(() => undefined);
  });
  return children;
}
