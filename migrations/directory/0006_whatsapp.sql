-- Who was met at which WhatsApp number. Times are ms since 1970, UTC.

-- Who sends from a number of its own, for callbacks that name the number only.
CREATE INDEX tenant_settings_whatsapp_number ON tenant_settings (value, tenant_id) WHERE name = 'whatsapp.phone_number_id';

-- `account` is who may speak for a number: the number's id when the deployment's app secret signs for it, and `<tenant id>/<number's id>`
-- when the tenant's own does. Anyone may write down any number as theirs; only what is signed with the number's secret counts for it.
-- The times are those of the person's own messages and only grow, so that messages may come twice and in any order.
CREATE TABLE whatsapp_contacts (
  account TEXT NOT NULL,
  -- The digits of a phone, or the provider's id of somebody who shows none.
  person TEXT NOT NULL,
  -- The same digits for every row of one phone; null while nobody said which it is.
  phone TEXT,
  last_inbound_at INTEGER,
  -- Opted out while this is no earlier than resumed_at.
  opted_out_at INTEGER,
  resumed_at INTEGER,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (account, person)
) STRICT, WITHOUT ROWID;
CREATE INDEX whatsapp_contacts_by_phone ON whatsapp_contacts (account, phone);
CREATE INDEX whatsapp_contacts_by_age ON whatsapp_contacts (updated_at) WHERE opted_out_at IS NULL;

-- Messages that came in, so that each is answered once. What they said is not kept.
CREATE TABLE whatsapp_inbound (
  account TEXT NOT NULL,
  message_id TEXT NOT NULL,
  person TEXT NOT NULL,
  -- none: gets no answer. due, then sending by whoever took it, then sent or failed. One that stays at sending may have been sent: it is never sent again.
  answer TEXT NOT NULL CHECK (answer IN ('none', 'due', 'sending', 'sent', 'failed')),
  received_at INTEGER NOT NULL,
  PRIMARY KEY (account, message_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX whatsapp_inbound_answered ON whatsapp_inbound (account, person, received_at) WHERE answer <> 'none';
CREATE INDEX whatsapp_inbound_by_age ON whatsapp_inbound (received_at);
