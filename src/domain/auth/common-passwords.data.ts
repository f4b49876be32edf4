/**
 * What people choose first, in simplified form (lower case, no accents). Written for this file by hand: names, animals, teams,
 * sports, places, months, keyboard paths that follow no row, and the words for "password" in several languages.
 */
export const COMMON_WORDS = `
password passwort passwords passcode passphrase passwd pass1word contrasena contrasenia clave clavesecreta senha minhasenha motdepasse
parola parool wachtwoord geheim heslo haslo jelszo lozinka salasana losenord adgangskode kodeord sifre kalimatulmurur pwd pass secret
secreto segredo secrete topsecret login logon signin admin administrator administrador administrateur root superuser sysadmin user
username usuario usuaria utilisateur utilizador guest invitado invite visitor test testing tester testuser testtest default changeme
changeit change temp temporary temporal system manager master supervisor operator operador server service support backup oracle
database mysql postgres windows microsoft linux ubuntu debian apple iphone android samsung nokia motorola google facebook twitter
instagram youtube whatsapp telegram tiktok snapchat amazon netflix spotify yahoo hotmail gmail outlook internet website computer
computadora computador ordinateur laptop network security seguridad seguranca securite private public welcome bienvenido bienvenue
bemvindo hello helloworld hola bonjour salut marhaba goodbye letmein letmeinnow opensesame open access acceso entrar enter iloveyou
iloveu loveyou loveme lovely lover lovers love loving amor amores teamo tequiero mivida miamor amormio jetaime amour meuamor habibi
habibti princess princesa princesse prince principe queen reina rainha king kingdom kings emperor sunshine sunny sunset sunrise moon
moonlight star stars starlight starwars starfish startrek stargate galaxy universe rainbow thunder lightning storm hurricane tornado
winter spring summer autumn verano invierno otono primavera verao inverno outono hiver automne printemps january february march april
may june july august september october november december enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre
diciembre janeiro fevereiro marco maio junho julho setembro outubro novembro dezembro janvier fevrier mars avril mai juin juillet aout
septembre octobre novembre decembre monday tuesday wednesday thursday friday saturday sunday lunes martes miercoles jueves viernes
sabado domingo lundi mardi mercredi jeudi vendredi samedi dimanche today tomorrow forever always never
football futbol futebol soccer baseball basketball volleyball softball hockey tennis golf golfer rugby cricket boxing karate wrestling
swimming running runner skater skateboard snowboard surfing surfer fishing fisherman hunting hunter racing racer nascar formula1
cowboys cowboy packers steelers patriots broncos raiders eagles eagle giants dolphins dolphin redskins chargers bengals bulldogs bulldog
lakers celtics bulls chicago yankees redsox dodgers braves tigers tiger lions lion panthers panther bears bear jaguar jaguars leopard
cheetah cougar wildcat wildcats falcon falcons hawks hawk raven ravens cardinal cardinals phoenix dragon dragons dragonfly dragonball
realmadrid barcelona barca fcbarcelona atletico arsenal chelsea liverpool manchester manutd juventus acmilan inter milan flamengo
corinthians palmeiras santos gremio boca bocajuniors riverplate benfica sporting porto marseille zidane ronaldo ronaldinho messi neymar
maradona pele beckham rooney
monkey monkeys gorilla donkey horse horses pony stallion mustang bronco rabbit bunny kitty kitten kittens kitkat cat cats puppy puppies
doggy doggie dog dogs hound wolf wolves wolfpack fox foxes turtle tortoise snake viper cobra python spider spiderman scorpion
butterfly mariposa papillon borboleta beetle hamster mouse mickey mickeymouse minnie donald donaldduck goofy pluto bambi simba nemo
elephant giraffe zebra panda koala penguin pinguino shark sharks whale octopus chicken rooster turkey duck ducks goose pig piglet cow
goat sheep lamb buffalo moose deer elk beaver badger otter squirrel
superman batman batgirl superstar supergirl supernova wonderwoman catwoman ironman avengers avenger hulk thor wolverine deadpool marvel
joker robin hobbit gandalf frodo aragorn legolas merlin matrix neo morpheus trinity terminator predator alien aliens robocop jedi
jediknight skywalker lukeskywalker yoda vader darthvader chewbacca hansolo chewie pokemon pikachu charizard digimon naruto sasuke goku
vegeta sailormoon hellokitty snoopy garfield scooby scoobydoo tweety tigger winnie poohbear bugsbunny simpsons bart homer southpark
spongebob harrypotter hermione hogwarts gryffindor slytherin voldemort dumbledore twilight minecraft fortnite roblox playstation
nintendo xbox xbox360 gameboy gamer gamers zelda mario luigi sonic megaman pacman tetris warcraft starcraft diablo halo counterstrike
callofduty assassin assassins nirvana metallica slipknot greenday blink182 linkinpark eminem rapper beatles ledzeppelin pinkfloyd
rockstar rocknroll rock music musica musique guitar guitarra guitare drummer drums piano singer dancer dancing dance
ferrari porsche mercedes corvette camaro chevrolet chevy toyota honda nissan yamaha suzuki kawasaki harley harleydavidson bmw audi
volkswagen lamborghini bugatti maserati jeep ducati truck trucks trucker motorcycle airplane aeroplane aircraft airbus boeing
pilot pilots airport aeropuerto flight flights flying airline cargo courier couriers aircourier parcel parcels package shipping
shipment delivery logistics express transport envios paquete mensajero correo entrega livraison colis entregas
michael michelle michele jennifer jessica jonathan jordan joseph joshua johnny john james jason jackson jacob jasmine jeffrey jeremy
justin kimberly katherine kathryn catherine christian christina christine christopher cristina cristian charlie charles charlotte
caroline carolina cameron amanda amber alexander alexandra alexandre alejandro alejandra alexis alex allison andrea andreas andres
andrew angel angela angelica angelina angelo anthony antonio antonia ashley ashleigh austin barbara benjamin brandon brandy brian
brittany bailey buster carlos carmen claudia clinton crystal cynthia daniel daniela daniella danielle david deborah dennis diana
dakota dorothy douglas edward eduardo elizabeth emily emma eric estrella eugene fernando fernanda florence francesco francis francisco
franklin gabriel gabriela gabriella gabrielle george gerald giovanni gloria gregory guillermo gustavo hannah harry heather helena henry
hector isabel isabella isabelle ivan jack jackie jorge jose josefina juan juanita juliana julian juliette karina kevin kristen kristina
larry lauren laura lawrence leonardo leslie lorena lorenzo louise lucas luis madison manuel manuela marcos marcus margaret margarita
maria mariana marianne marie marina mario martha martin martina matthew mauricio maxwell melanie melissa mercedes michaela miguel
mohamed mohammed mohammad muhammad ahmed ahmad mustafa ibrahim yasmine fatima khaled hassan hussein abdullah monica morgan natalia
natalie nathan nathalie nicholas nicolas nicole oliver olivia oscar pablo pamela patricia patrick paul paula pedro peter phillip
rachel rafael ramon raquel raul rebecca ricardo richard robert roberto roberta rodrigo rosario rosemary russell samantha samuel sandra
santiago sarah savannah scott sebastian sergio sharon shannon silvia sophia sophie stefan stephanie stephen steven susana suzanne
sydney taylor teresa theresa thomas tiffany timothy valentin valentina valeria valerie vanessa veronica victor victoria vincent
virginia viviana walter wendy william xavier yolanda zachary
america american australia argentina brasil brazil canada colombia cuba cubano havana habana mexico mexicano peru venezuela chile
espana spain madrid sevilla valencia france paris lyon london england britain scotland ireland dublin germany berlin italia italy roma
portugal lisboa lisbon dominicana puertorico haiti jamaica panama miami newyork boston dallas houston denver detroit california
florida texas arizona nevada virginia washington vegas lasvegas hollywood tokyo japan china beijing korea india dubai qatar egypt
cairo morocco maroc casablanca algeria tunisia lebanon beirut damascus baghdad istanbul moscow russia europe africa asia
black blue brown green gold golden grey orange pink purple red silver violet white yellow rojo azul verde negro blanco amarillo
blackberry blackjack blackcat blackbird bluebird bluesky redrose whitetiger silverado goldfish greenday purplehaze
apples banana bananas cherry cherries chocolate cookie cookies cupcake coffee cheese cheesecake butter peanut peanuts pepper peppers
pumpkin potato tomato strawberry raspberry blueberry watermelon pineapple mango coconut lemon orange popcorn pizza burger hamburger
sandwich spaghetti macaroni noodle bacon sausage candy sugar honey honeybee sweetie sweetpea sweets sweet gummybear jellybean
marshmallow pancake waffle muffin brownie snickers skittles pepsi cocacola coke sprite redbull heineken corona budweiser guinness vodka
whiskey tequila jackdaniels beer wine
angels babygirl babyboy babyblue babydoll baby bebe bella beautiful beauty gorgeous pretty sexy sexybabe handsome charming darling
sweetheart heart hearts heartbreaker corazon coracao coeur kisses kissme kiss hugs cuddles cutie cutiepie cute smile smiley sonrisa
happy happiness feliz felicidad heureux sad crazy loco loca locura freedom libertad liberdade liberte peace paz power powerful
strong strength warrior warriors guerrero guerreiro soldier marine marines army navy airforce military sniper ranger rangers
knight knights samurai ninja ninjas pirate pirates viking vikings spartan spartans trojan trojans gladiator titan titans hercules
apollo zeus athena venus mercury saturn jupiter neptune orion genesis exodus jesus jesuschrist christ jesus1 cristo jesucristo dios
diosmio god godisgood godislove bible church heaven heavens faith faithful blessed blessing grace gracie hope destiny miracle
halleluia amen saints saint virgin maria family familia famille mother mommy mama mamita father daddy papa papito brother brothers
hermano hermana sister sisters friend friends friendship amigo amigos amiga amistad bestfriend bestfriends boyfriend girlfriend
husband wife marriage married wedding children hijo hija grandma grandpa abuela abuelo school escuela ecole college university
universidad student students estudiante teacher profesor professor doctor nurse lawyer engineer police policeman fireman firefighter
captain capitan boss bigboss jefe chief chef president presidente money dinero dinheiro argent dollar dollars euro bitcoin crypto
million millionaire rich bank banker business company office oficina house casa maison home homes garden kitchen bedroom window
flower flowers flores fleur rose roses lily daisy daisies violeta jasmin orchid tulip tulips sunflower forest mountain mountains
river rivers ocean oceans beach playa praia plage island islas water fire fuego hello1 nothing nada rien something anything everything
whatever whoever wherever because please thanks thankyou gracias obrigado merci shukran sorry trouble danger dangerous killer murder
zombie zombies vampire vampires ghost witch wizard magic magical magician mystery mystic shadow shadows darkness dark darkside light
lucky luckyone lucky7 lucky13 charm jackpot casino poker joker gambler winner winners champion champions champ campeon victory number
numberone numero uno first second third final finally ending beginning mother1 cool coolio cooldude awesome amazing fantastic
incredible excellent perfect perfecto genius smart stupid idiot moron asshole bitch bastard fuckyou fuckoff fuckme fucker fuck shit
bullshit damn cabron pendejo puta mierda merde putain porra caralho pussy penis dick boobs nipples hooters naked nude porn playboy
trustno trustnoone nobody somebody everybody anyone anonymous unknown hacker hackers hack cracker phantom stealth shooter gunner
rifle pistol bullet bullets cannon rocket rockets missile nuclear atomic energy electric electro techno disco party fiesta festa
holiday holidays vacation vacaciones christmas navidad natal noel halloween easter birthday cumpleanos aniversario valentine
newyear happynewyear ramadan mubarak salam inshallah mashallah bismillah
abcdef abcabc qazwsx qwaszx zaqxsw wsxedc edcrfv asdfjkl qweasd qweasdzxc qazxsw zxcasd asdqwe poiuytrewq lkjhgfdsa mnbvcxz azerty
qwertz qwerty dvorak mypassword mypass mypasswd thepassword yourpassword newpassword oldpassword ourpassword mylove mybaby mydog mycat drowssap nimda yekciuq
`

/** Paths over the keys that are no word and no straight run. */
export const COMMON_PATHS = `
1q2w3e4r 1q2w3e4r5t 1q2w3e4r5t6y 1q2w3e 1q2w3e4 q1w2e3r4 q1w2e3r4t5 q1w2e3 q1w2e3r4t5y6 1qaz2wsx 1qaz2wsx3edc 1qaz2wsx3edc4rfv 2wsx3edc
1qazxsw2 1qaz1qaz 2wsx2wsx 3edc4rfv zaq12wsx zaq1zaq1 zaq1xsw2 zaq1xsw2cde3 xsw2zaq1 qaz123 qazwsx123 qazwsxedc qazwsxedcrfv
qazwsxedcrfvtgb wsxedcrfv 1a2b3c4d 1a2b3c a1b2c3d4 a1b2c3d4e5 a1b2c3 a1s2d3f4 a1s2d3f4g5 1a2s3d4f z1x2c3v4 1z2x3c4v 123qweasd
123qweasdzxc qwe123asd qweasd123 qwe123qwe asd123asd zxc123zxc asdzxc asdzxcqwe zxcasdqwe 147258369 147258 258369147 159753 159357
753951 789456123 789456 456123789 963852741 741852963 741852 852456 951753 135792468 13579 24680 1357924680 246813579 102030
10203040 1020304050 112233 11223344 1122334455 123321 12344321 1234554321 123454321 321123 098890 314159 31415926 3141592654 271828
27182818 161803 696969 420420 007007 bond007 jamesbond007 agent007 4815162342 8675309 5150 31337 1337 h4x0r n00b asdf1234 qwer1234
zxcv1234 1234qwer 1234asdf 1234zxcv qwer4321 4321rewq aaa111 abc123 123abc abcd1234 1234abcd abcde12345 12345abcde a12345 a123456
a1234567 a12345678 a123456789 q123456 q1234567 q12345678 z123456 z1234567 123456a 1234567a 12345678a 123456789a 123456q 123456789q
123456z 123456aa aa123456 aa12345678 aaa123456 abc123456 123456abc abc12345 abc123abc 123abc123 qq123456 ww123456 zz123456 xx123456
woaini woaini520 woaini1314 5201314 1314520 520520 521521 iloveyou2 iloveyou1 ily143 143143 1432 p455w0rd pa55word pa55w0rd passw0rd
p4ssw0rd p4ssword trustno1 letme1n l3tm31n n0tallowed ncc1701 ncc1701d ncc1701e thx1138 r2d2c3po c3por2d2 rush2112 u2u2u2 ac1dc
fcb1899 rm1902 8inches asd123 asdasd asdasdasd qweqwe qweqweqwe zxczxc qwaszx12 1qw23er4 1qw23e 12qw34er 12qwaszx 12wq12wq 1w2q3r4e
rewq4321 fdsa4321 vcxz4321 poiu0987 lkjh0987 0p9o8i7u 0okm9ijn 9ijn8uhb 8uhb7ygv 7ygv6tfc 5tgb6yhn 6yhn7ujm 4rfv5tgb 3edc2wsx
mnbvcx poiuyt lkjhgf 0987poiu asdfghjkl1 zxcvbnm1 qwertyuiop1 q2w3e4r5 w2e3r4t5 e3r4t5y6 s2d3f4g5
`
