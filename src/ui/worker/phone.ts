/** As the server takes it: eleven digits, with or without the country's and blanks. */
export const isMobile = (phone: string): boolean =>
  /^(?:\+86|0086|86)?1[3-9]\d{9}$/.test(phone.normalize('NFKC').replace(/[\s()-]/g, ''))
