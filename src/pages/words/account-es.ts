import type { AccountWords } from '../account-words.ts'

export const es: AccountWords = {
  purposes: {
    verify_email: {
      title: 'Confirma tu correo electrónico',
      text: 'Pulsa el botón para confirmar que esta dirección es tuya.',
      button: 'Confirmar dirección',
      done: { title: 'Tu dirección está confirmada', text: 'Ya puedes cerrar esta página.' },
      spent:
        'Ya se usó o es demasiado antiguo. Si tu dirección aún no está confirmada, pide otro correo donde inicias sesión.',
    },
    reset_password: {
      title: 'Elige una contraseña nueva',
      text: 'Se cerrarán todas las sesiones de esta cuenta, en todos los dispositivos.',
      button: 'Guardar contraseña',
      done: {
        title: 'Tu contraseña ha cambiado',
        text: 'Úsala a partir de ahora para iniciar sesión. Ya puedes cerrar esta página.',
      },
      spent: 'Ya se usó o es demasiado antiguo. Pide otro correo donde inicias sesión.',
    },
    accept_invite: {
      title: 'Únete a {brand}',
      text: 'Dinos tu nombre y elige una contraseña. Con ella iniciarás sesión.',
      button: 'Aceptar la invitación',
      done: {
        title: 'Te damos la bienvenida',
        text: 'Tu cuenta está lista. Inicia sesión con tu correo electrónico y la contraseña.',
      },
      spent: 'Ya se usó o es demasiado antiguo. Pide a quien te invitó que lo haga de nuevo.',
    },
  },
  spentTitle: 'Este enlace ya no funciona',
  suspended: {
    title: 'Esta cuenta está suspendida',
    text: 'La cuenta de la empresa está fuera de servicio por el momento. Su propietario puede escribir a soporte.',
  },
  busy: { title: 'Demasiados intentos', text: 'Espera unos minutos e inténtalo de nuevo.' },
  email: 'Correo electrónico',
  name: 'Tu nombre',
  password: 'Contraseña nueva',
  passwordHint: 'De 8 a 128 caracteres. Varias palabras sin relación entre sí son una buena elección.',
  faults: {
    too_short: 'Esta contraseña es demasiado corta. Necesita al menos 8 caracteres.',
    too_long: 'Esta contraseña es demasiado larga. Puede tener 128 caracteres como máximo.',
    common:
      'Esta contraseña es de las primeras que se prueban. Elige una que no sea solo nombres, años o palabras comunes.',
    name_missing: 'Dinos tu nombre, con 120 caracteres como máximo.',
  },
}
