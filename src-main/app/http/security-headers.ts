// What every answer tells the browser it may not do.
import { secureHeaders } from 'hono/secure-headers'

export const securityHeaders = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    // Positions and sizes that a component computes; a style attribute can load nothing under this policy.
    styleSrcAttr: ["'unsafe-inline'"],
    imgSrc: ["'self'", 'blob:', 'data:'],
    fontSrc: ["'self'"],
    connectSrc: ["'self'"],
    manifestSrc: ["'self'"],
    baseUri: ["'none'"],
    formAction: ["'none'"],
    frameAncestors: ["'none'"],
  },
  permissionsPolicy: {
    camera: [],
    microphone: [],
    geolocation: [],
    usb: [],
    serial: [],
    hid: [],
    payment: [],
    displayCapture: [],
  },
  xFrameOptions: 'DENY',
  // The app itself speaks plain HTTP on this machine; a proxy with TLS in front of it says this for itself.
  strictTransportSecurity: false,
})
