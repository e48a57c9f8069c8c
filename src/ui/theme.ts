import type { ThemeConfig } from 'antd'

const calm = {
  hoverBorderColor: '#a89d93',
  activeBorderColor: '#5b534d',
  activeShadow: '0 0 0 3px rgba(91, 83, 77, 0.16)',
}

const chosen = { colorPrimary: '#5b534d', colorPrimaryHover: '#1f1b18', colorPrimaryActive: '#1f1b18' }

/**
 * antd's theme from `tokens.css`: antd computes shades from these, so they are values here, not variables.
 * `large` is the 大字 mode, 20 px instead of 16.
 */
export function consoleTheme(large: boolean): ThemeConfig {
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches
  return {
    token: {
      colorPrimary: '#b3261e',
      colorInfo: '#1e5a8a',
      colorSuccess: '#1d6b43',
      colorWarning: '#8a5a00',
      colorError: '#b3261e',
      colorLink: '#1f1b18',
      colorLinkHover: '#5b534d',
      colorTextBase: '#1f1b18',
      colorText: '#1f1b18',
      colorTextSecondary: '#5b534d',
      colorTextTertiary: '#756c65',
      colorTextPlaceholder: '#756c65',
      colorTextDescription: '#5b534d',
      colorBorder: '#cfc5bb',
      colorBorderSecondary: '#e6dfd8',
      colorSplit: '#f0ebe5',
      colorBgLayout: '#faf7f3',
      colorFillAlter: '#faf7f3',
      borderRadius: 8,
      borderRadiusLG: 10,
      fontFamily: 'var(--font)',
      fontSize: large ? 20 : 16,
      fontSizeSM: large ? 17 : 14,
      fontSizeLG: large ? 22 : 17,
      controlHeight: large ? 44 : 36,
      controlHeightSM: large ? 36 : 28,
      controlHeightLG: large ? 52 : 44,
      controlOutline: 'rgba(91, 83, 77, 0.16)',
      boxShadowSecondary: '0 6px 24px rgba(60, 40, 20, 0.14)',
      motion: !still,
    },
    components: {
      Button: { primaryShadow: 'none', defaultShadow: 'none', dangerShadow: 'none', fontWeight: 500 },
      // Red is for what is late and for a screen's main button: what is chosen is dark.
      Checkbox: { ...chosen },
      Radio: { ...chosen },
      Switch: { ...chosen },
      DatePicker: { ...calm, ...chosen },
      Tree: { nodeSelectedBg: '#f0ebe5', nodeHoverBg: '#faf7f3', titleHeight: large ? 40 : 34 },
      // Red around a field would read as a mistake in it.
      Input: { ...calm },
      Select: { ...calm, optionSelectedBg: '#f0ebe5', activeOutlineColor: 'rgba(91, 83, 77, 0.16)' },
      Modal: { titleFontSize: large ? 22 : 18 },
    },
  }
}
