import type { MailWords } from '../mail-words.ts'

export const es: MailWords = {
  greeting: 'Hola, {name}:',
  trackingNumber: 'Número de seguimiento',
  route: 'Ruta',
  expectedArrival: 'Llegada prevista',
  cityTime: '{when}, hora de {city}',
  track: 'Ver dónde está',
  why: '{brand} le envía este mensaje porque transporta un paquete para usted.',
  stop: 'No recibir más mensajes de {brand}',
  questions: '¿Preguntas? Así puede contactar con {brand}:',
  linkFallback: 'Si el botón no funciona, abra esta dirección:',
  linkLasts: 'El enlace funciona una sola vez y por tiempo limitado.',
  linkLastsHours: 'El enlace funciona una sola vez, durante {hours}.',
  shipment: {
    created: {
      subject: 'Se ha anunciado un paquete para {destination}',
      text: 'Tenemos aviso de su paquete y esperamos recibirlo en {origin}. Le escribiremos cuando se mueva.',
    },
    received: {
      subject: 'Tenemos su paquete en {origin}',
      text: 'Su paquete está con nosotros y lo estamos preparando para su vuelo a {destination}.',
    },
    bagged: {
      subject: 'Su paquete está listo para su vuelo a {destination}',
      text: 'Va en una saca precintada y sale de {origin} en el próximo vuelo.',
    },
    in_transit: {
      subject: 'Su paquete va camino de {destination}',
      text: 'Ha salido de {origin} por vía aérea. Puede seguirlo en directo en su página.',
    },
    delayed: {
      subject: 'El vuelo de su paquete lleva retraso',
      text: 'Ahora se espera que aterrice en {destination} el {expected}. No tiene que hacer nada: el paquete sigue en su vuelo.',
    },
    sooner: {
      subject: 'Su paquete llega antes de lo que le dijimos',
      text: 'Ahora se espera que su vuelo aterrice en {destination} el {expected}. No tiene que hacer nada.',
    },
    arrived: {
      subject: 'Su paquete ha aterrizado',
      text: 'Ha llegado por vía aérea y lo estamos clasificando para llevárselo a {destination}.',
    },
    customs_hold: {
      subject: 'La aduana está revisando su paquete',
      text: 'Las autoridades lo retienen para inspeccionarlo, lo que suele ser habitual. No tiene que hacer nada, salvo que le pidan documentos o un pago.',
    },
    available_for_pickup: {
      subject: 'Su paquete está listo para recoger en {destination}',
      text: 'Traiga su número de seguimiento y un documento de identidad.',
    },
    out_for_delivery: {
      subject: 'Su paquete está en reparto',
      text: 'Lo lleva un repartidor en {destination}. Tenga el teléfono a mano.',
    },
    delivered: {
      subject: 'Su paquete se ha entregado',
      text: 'El viaje de {origin} a {destination} ha terminado. Gracias por confiar en nosotros.',
    },
    delivery_failed: {
      subject: 'Aún no hemos podido entregar su paquete',
      text: 'El paquete está a salvo con nosotros. Compruebe que su dirección y su teléfono son correctos y póngase en contacto con nosotros para acordar otro momento.',
    },
    returned: {
      subject: 'Su paquete ha vuelto al remitente',
      text: 'No fue posible entregarlo en {destination} y se ha devuelto. Si quiere que se envíe otra vez, acuérdelo con el remitente.',
    },
    lost: {
      subject: 'No encontramos su paquete',
      text: 'Lo sentimos. No hemos podido localizarlo en su ruta. Póngase en contacto con nosotros: le contaremos qué se ha hecho y cómo funciona la indemnización.',
    },
    cancelled: {
      subject: 'El envío a {destination} se ha cancelado',
      text: 'El paquete no se transportará. Si no lo esperaba, pregunte al remitente o póngase en contacto con nosotros.',
    },
    updated: {
      subject: 'Novedades de su paquete a {destination}',
      text: 'Algo ha cambiado. En su página puede ver cómo está.',
    },
    flight_delayed: {
      subject: 'El vuelo de su paquete lleva retraso',
      text: 'El vuelo de {origin} a {destination} va con retraso. No tiene que hacer nada: el paquete viaja en cuanto salga.',
    },
    flight_cancelled: {
      subject: 'El vuelo de su paquete se ha cancelado',
      text: 'El paquete está a salvo. No tiene que hacer nada: lo pondremos en otro vuelo a {destination} y verá los nuevos horarios en su página.',
    },
    flight_diverted: {
      subject: 'El vuelo de su paquete aterriza en otro lugar',
      text: 'El vuelo a {destination} se ha desviado a otro aeropuerto. No tiene que hacer nada: en su página verá cómo continúa.',
    },
  },
  verify: {
    subject: 'Confirme su correo electrónico',
    text: 'Confirme que esta dirección es suya y su cuenta en {brand} estará lista.',
    button: 'Confirmar dirección',
    otherwise: 'Si no ha creado una cuenta, ignore este mensaje y no ocurrirá nada.',
  },
  reset: {
    subject: 'Elija una contraseña nueva',
    text: 'Alguien, esperamos que usted, ha pedido una contraseña nueva para su cuenta en {brand}.',
    button: 'Elegir contraseña nueva',
    otherwise: 'Si no ha sido usted, ignore este mensaje. Su contraseña no cambia.',
  },
  invite: {
    subject: 'Tiene una invitación de {brand}',
    text: '{brand} le ha creado una cuenta. Elija una contraseña para empezar.',
    button: 'Aceptar la invitación',
    otherwise: 'Si no lo esperaba, ignore este mensaje y no ocurrirá nada.',
  },
  reuse: {
    subject: 'Hemos cerrado una sesión para proteger su cuenta',
    text: 'La clave de una de sus sesiones en {brand} se ha usado por segunda vez, lo que puede significar que alguien la copió. Esa sesión se ha cerrado, aquí y para quien tenga la copia.',
    button: null,
    otherwise:
      'Vuelva a iniciar sesión. Si ha notado algo extraño, elija una contraseña nueva: eso cierra todas las demás sesiones.',
  },
}
