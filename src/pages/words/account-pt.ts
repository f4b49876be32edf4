import type { AccountWords } from '../account-words.ts'

export const pt: AccountWords = {
  purposes: {
    verify_email: {
      title: 'Confirme seu endereço de e-mail',
      text: 'Pressione o botão para confirmar que este endereço é seu.',
      button: 'Confirmar endereço',
      done: { title: 'Seu endereço está confirmado', text: 'Você pode fechar esta página.' },
      spent:
        'Ele já foi usado ou é antigo demais. Se seu endereço ainda não estiver confirmado, peça outro e-mail onde você faz login.',
    },
    reset_password: {
      title: 'Escolha uma nova senha',
      text: 'Todas as sessões desta conta serão encerradas, em todos os dispositivos.',
      button: 'Salvar senha',
      done: {
        title: 'Sua senha foi alterada',
        text: 'Use-a para entrar a partir de agora. Você pode fechar esta página.',
      },
      spent: 'Ele já foi usado ou é antigo demais. Peça outro e-mail onde você faz login.',
    },
    accept_invite: {
      title: 'Junte-se a {brand}',
      text: 'Informe seu nome e escolha uma senha. Você vai usá-la para entrar.',
      button: 'Aceitar o convite',
      done: {
        title: 'Boas-vindas a bordo',
        text: 'Sua conta está pronta. Entre com seu endereço de e-mail e a senha.',
      },
      spent: 'Ele já foi usado ou é antigo demais. Peça a quem convidou você que o faça de novo.',
    },
  },
  spentTitle: 'Este link não funciona mais',
  suspended: {
    title: 'Esta conta está suspensa',
    text: 'A conta da empresa está fora de serviço no momento. O proprietário pode escrever para o suporte.',
  },
  busy: { title: 'Tentativas demais', text: 'Aguarde alguns minutos e tente de novo.' },
  email: 'Endereço de e-mail',
  name: 'Seu nome',
  password: 'Nova senha',
  passwordHint: 'De 8 a 128 caracteres. Várias palavras sem relação entre si são uma boa escolha.',
  faults: {
    too_short: 'Esta senha é curta demais. Ela precisa de pelo menos 8 caracteres.',
    too_long: 'Esta senha é longa demais. Ela pode ter no máximo 128 caracteres.',
    common:
      'Esta senha está entre as primeiras que se tentam. Escolha uma que não seja só nomes, anos ou palavras comuns.',
    name_missing: 'Informe seu nome, com no máximo 120 caracteres.',
  },
}
