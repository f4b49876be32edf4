/** An air waybill number, `PPP-NNNNNNNC`: airline prefix, seven digits, and their remainder mod 7. Source: IATA Resolution 600a. */
export const AirWaybill = {
  /** `17612345675`, `176-1234567 5` -> `176-12345675`; null when the digits or the check digit are wrong. */
  parse(text: string): string | null {
    const digits = text.replace(/[\s-]/g, '')
    if (!/^\d{11}$/.test(digits)) return null
    const serial = Number(digits.slice(3, 10))
    return serial % 7 === Number(digits.slice(10)) ? `${digits.slice(0, 3)}-${digits.slice(3)}` : null
  },
}
