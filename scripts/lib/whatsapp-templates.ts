import { LOCALES, type Locale } from '../../src/domain/auth/tenant.ts'
import { TOLD_EVENTS, type ToldEvent } from '../../src/domain/notifications/preferences.ts'
import { builtInName, builtInParameters, WHATSAPP_LANGUAGES } from '../../src/use-cases/notifications/messages.ts'

type Languages = Readonly<Record<Locale, string>>

/** Neither begins nor ends with a parameter: Meta refuses that. `{news}` is said of the parcel. */
const FRAMES: Languages = {
  en: 'Hello {{1}}, news of your parcel {{2}} to {{3}}: {news}. Follow it at {{4}} – and send STOP to get no more messages.',
  es: 'Hola, {{1}}: noticias de su paquete {{2}} con destino a {{3}}: {news}. Sígalo en {{4}} – y escriba BAJA para no recibir más mensajes.',
  fr: 'Bonjour {{1}}, des nouvelles de votre colis {{2}} pour {{3}} : {news}. Suivez-le sur {{4}} – et envoyez ARRÊT pour ne plus recevoir de messages.',
  pt: 'Olá, {{1}}! Notícias da sua encomenda {{2}} para {{3}}: {news}. Acompanhe em {{4}} – e envie SAIR para não receber mais mensagens.',
  ar: 'مرحبًا {{1}}، أخبار عن طردك {{2}} المتجه إلى {{3}}: {news}. تابعه على {{4}} – وأرسل «إيقاف» حتى لا تصلك رسائل أخرى.',
}

const NEWS: Readonly<Record<ToldEvent, Languages>> = {
  'shipment.created': {
    en: 'it has been announced to us and we expect to receive it',
    es: 'nos lo han anunciado y esperamos recibirlo',
    fr: 'il nous a été annoncé et nous attendons de le recevoir',
    pt: 'foi anunciada e aguardamos recebê-la',
    ar: 'أُعلن لنا عنه وننتظر استلامه',
  },
  'shipment.in_transit': {
    en: 'it is on its way by air',
    es: 'va en camino por vía aérea',
    fr: 'il est en route par avion',
    pt: 'está a caminho por via aérea',
    ar: 'هو في الطريق جوًا',
  },
  'shipment.delayed': {
    en: 'its flight has a new expected time of arrival, which is {{4}}',
    es: 'su vuelo tiene una nueva hora de llegada prevista, que es {{4}}',
    fr: 'son vol a une nouvelle heure d’arrivée prévue, {{4}}',
    pt: 'o voo tem uma nova previsão de chegada, que é {{4}}',
    ar: 'لرحلته موعد وصول متوقع جديد هو {{4}}',
  },
  'shipment.arrived': {
    en: 'it has landed and is being sorted',
    es: 'ha aterrizado y lo estamos clasificando',
    fr: 'il a atterri et il est en cours de tri',
    pt: 'já aterrissou e está sendo separada',
    ar: 'وصلت طائرته ويجري فرزه',
  },
  'shipment.customs_hold': {
    en: 'it is being checked by customs, which is often routine',
    es: 'la aduana lo está revisando, lo que suele ser un trámite habitual',
    fr: 'la douane le contrôle, ce qui est souvent une formalité',
    pt: 'está sendo verificada pela alfândega, o que costuma ser rotina',
    ar: 'تفحصه الجمارك، وهو إجراء معتاد في الغالب',
  },
  'shipment.available_for_pickup': {
    en: 'it is ready for pickup; please bring an identity document',
    es: 'está listo para recoger; traiga un documento de identidad',
    fr: 'il est prêt à être retiré ; apportez une pièce d’identité',
    pt: 'está pronta para retirada; traga um documento de identidade',
    ar: 'أصبح جاهزًا للاستلام، يُرجى إحضار وثيقة هوية',
  },
  'shipment.out_for_delivery': {
    en: 'it is out for delivery',
    es: 'está en reparto',
    fr: 'il est en cours de livraison',
    pt: 'saiu para entrega',
    ar: 'خرج للتسليم',
  },
  'shipment.delivery_failed': {
    en: 'we could not deliver it yet and will try again',
    es: 'aún no hemos podido entregarlo y lo intentaremos de nuevo',
    fr: 'nous n’avons pas encore pu le livrer et nous réessaierons',
    pt: 'ainda não conseguimos entregá-la e tentaremos de novo',
    ar: 'لم نتمكن من تسليمه بعد وسنحاول مرة أخرى',
  },
  'shipment.delivered': {
    en: 'it was delivered',
    es: 'se ha entregado',
    fr: 'il a été livré',
    pt: 'foi entregue',
    ar: 'تم تسليمه',
  },
  'shipment.returned': {
    en: 'it went back to the sender',
    es: 'se ha devuelto al remitente',
    fr: 'il a été renvoyé à l’expéditeur',
    pt: 'foi devolvida ao remetente',
    ar: 'أُعيد إلى المرسل',
  },
  'shipment.cancelled': {
    en: 'it was cancelled and will not be carried',
    es: 'el envío se ha cancelado y no se transportará',
    fr: 'l’envoi a été annulé et ne sera pas transporté',
    pt: 'o envio foi cancelado e não será transportado',
    ar: 'أُلغيت الشحنة ولن تُنقل',
  },
}

/** What Meta asks for beside a template: one value for each parameter. */
const EXAMPLES: Readonly<Record<string, string>> = {
  '{recipient_name}': 'Ana',
  '{tracking_id}': 'MAD0 1234 5678 9ABC',
  '{destination}': 'Buenos Aires',
  '{estimated_arrival}': '12 March, 14:05, Buenos Aires time',
  '{tracking_url}': 'https://track.example.com/t/MAD0123456789ABC',
}

/** The link is last, whatever the news names before it. */
function bodyOf(event: ToldEvent, locale: Locale, parameters: number): string {
  const frame = FRAMES[locale].replace('{{4}}', `{{${parameters}}}`)
  return frame.replace('{news}', NEWS[event][locale])
}

export interface TemplateToApprove {
  readonly name: string
  readonly language: string
  readonly category: 'UTILITY'
  readonly components: readonly [
    {
      readonly type: 'BODY'
      readonly text: string
      readonly example: { readonly body_text: readonly (readonly string[])[] }
    },
  ]
}

/** Every built-in template in every language, as `POST /{WhatsApp Business Account}/message_templates` takes it. */
export function templatesToApprove(): readonly TemplateToApprove[] {
  return TOLD_EVENTS.flatMap((event) =>
    LOCALES.map((locale): TemplateToApprove => {
      const parameters = builtInParameters(event)
      const text = bodyOf(event, locale, parameters.length)
      const example = { body_text: [parameters.map((name) => EXAMPLES[name] ?? '')] }
      return {
        name: builtInName(event),
        language: WHATSAPP_LANGUAGES[locale],
        category: 'UTILITY',
        components: [{ type: 'BODY', text, example }],
      }
    }),
  )
}
