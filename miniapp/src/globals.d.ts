/// <reference types="@tarojs/taro" />
declare const API_ADDRESS: string;
declare const definePageConfig: (config: Taro.Config) => Taro.Config;
declare module '*.css';
