import type { MailWords } from '../mail-words.ts'

export const pt: MailWords = {
  greeting: 'Olá, {name}:',
  trackingNumber: 'Código de rastreio',
  route: 'Rota',
  expectedArrival: 'Chegada prevista',
  cityTime: '{when}, hora de {city}',
  track: 'Ver onde está',
  why: '{brand} envia esta mensagem porque transporta uma encomenda para você.',
  stop: 'Não receber mais mensagens de {brand}',
  questions: 'Dúvidas? Fale com {brand}:',
  linkFallback: 'Se o botão não funcionar, abra este endereço:',
  linkLasts: 'O link funciona uma só vez e por tempo limitado.',
  linkLastsHours: 'O link funciona uma só vez, durante {hours}.',
  shipment: {
    created: {
      subject: 'Uma encomenda para {destination} foi anunciada',
      text: 'Já sabemos da sua encomenda e esperamos recebê-la em {origin}. Escreveremos de novo quando ela avançar.',
    },
    received: {
      subject: 'Estamos com a sua encomenda em {origin}',
      text: 'A sua encomenda está conosco e está sendo preparada para o voo para {destination}.',
    },
    bagged: {
      subject: 'A sua encomenda está pronta para o voo para {destination}',
      text: 'Está numa mala lacrada e sai de {origin} no próximo voo.',
    },
    in_transit: {
      subject: 'A sua encomenda está a caminho de {destination}',
      text: 'Saiu de {origin} por via aérea. Acompanhe-a ao vivo na página dela.',
    },
    delayed: {
      subject: 'O voo da sua encomenda está atrasado',
      text: 'A nova previsão de chegada a {destination} é {expected}. Não precisa fazer nada: a encomenda segue no mesmo voo.',
    },
    sooner: {
      subject: 'A sua encomenda chega antes do que informamos',
      text: 'A nova previsão de chegada do voo a {destination} é {expected}. Não precisa fazer nada.',
    },
    arrived: {
      subject: 'A sua encomenda pousou',
      text: 'Chegou por via aérea e está em triagem a caminho de você em {destination}.',
    },
    customs_hold: {
      subject: 'A alfândega está verificando a sua encomenda',
      text: 'As autoridades a retêm para inspeção, o que muitas vezes é rotina. Não precisa fazer nada, a menos que lhe peçam documentos ou um pagamento.',
    },
    available_for_pickup: {
      subject: 'A sua encomenda está pronta para retirada em {destination}',
      text: 'Traga o código de rastreio e um documento de identidade.',
    },
    out_for_delivery: {
      subject: 'A sua encomenda saiu para entrega',
      text: 'Está com o entregador em {destination}. Mantenha o telefone por perto.',
    },
    delivered: {
      subject: 'A sua encomenda foi entregue',
      text: 'A viagem de {origin} a {destination} terminou. Obrigado por confiar em nós.',
    },
    delivery_failed: {
      subject: 'Ainda não foi possível entregar a sua encomenda',
      text: 'A encomenda está segura conosco. Confirme o seu endereço e telefone e fale conosco para combinar outro momento.',
    },
    returned: {
      subject: 'A sua encomenda voltou ao remetente',
      text: 'Não foi possível entregá-la em {destination} e ela foi devolvida. Para que seja enviada de novo, combine com o remetente.',
    },
    lost: {
      subject: 'Não encontramos a sua encomenda',
      text: 'Lamentamos. Não foi possível localizá-la no percurso. Fale conosco: explicaremos o que foi feito e como funciona a indenização.',
    },
    cancelled: {
      subject: 'O envio para {destination} foi cancelado',
      text: 'A encomenda não será transportada. Se não esperava isto, pergunte ao remetente ou fale conosco.',
    },
    updated: {
      subject: 'Novidades da sua encomenda para {destination}',
      text: 'Algo mudou. A página dela mostra em que ponto está.',
    },
    flight_delayed: {
      subject: 'O voo da sua encomenda está atrasado',
      text: 'O voo de {origin} para {destination} está atrasado. Não precisa fazer nada: a encomenda viaja assim que ele partir.',
    },
    flight_cancelled: {
      subject: 'O voo da sua encomenda foi cancelado',
      text: 'A encomenda está segura. Não precisa fazer nada: vamos colocá-la em outro voo para {destination} e a página mostrará os novos horários.',
    },
    flight_diverted: {
      subject: 'O voo da sua encomenda vai pousar em outro lugar',
      text: 'O voo para {destination} foi desviado para outro aeroporto. Não precisa fazer nada: a página mostra como a viagem continua.',
    },
  },
  verify: {
    subject: 'Confirme o seu e-mail',
    text: 'Confirme que este endereço é seu e a sua conta em {brand} ficará pronta.',
    button: 'Confirmar endereço',
    otherwise: 'Se não criou uma conta, ignore esta mensagem e nada acontece.',
  },
  reset: {
    subject: 'Escolha uma nova senha',
    text: 'Alguém, esperamos que você, pediu uma nova senha para a sua conta em {brand}.',
    button: 'Escolher nova senha',
    otherwise: 'Se não foi você, ignore esta mensagem. A sua senha continua a mesma.',
  },
  invite: {
    subject: 'Você tem um convite de {brand}',
    text: '{brand} criou uma conta para você. Escolha uma senha para começar.',
    button: 'Aceitar o convite',
    otherwise: 'Se não esperava isto, ignore esta mensagem e nada acontece.',
  },
  reuse: {
    subject: 'Encerramos uma sessão para proteger a sua conta',
    text: 'A chave de uma das suas sessões em {brand} foi usada uma segunda vez, o que pode significar que alguém a copiou. Essa sessão foi encerrada, aqui e para quem tiver a cópia.',
    button: null,
    otherwise: 'Entre de novo. Se notou algo estranho, escolha uma nova senha: isso encerra todas as outras sessões.',
  },
}
