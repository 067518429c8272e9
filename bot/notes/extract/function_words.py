"""Words that carry grammar and not matter, and would otherwise win every count.

English, German, French, Spanish, Italian, Portuguese and Dutch; of other languages the words that
stand in too many passages are taken for such (see `terms.py`).
"""

from bot.notes.extract.wording import word_set

ENGLISH = word_set(
    """a about above actually after again against ago all almost already also although always am an and another any
    anybody anyone anything anyway are aren't around as ask at away back basically be because been before being between
    bit both but by came can can't cannot cause come comes coming could couldn't definitely did didn't different do does
    doesn't doing don't done down each either else end enough especially even every everybody everyone everything
    exactly far few find first for from get gets getting give given go goes going gone gonna good got gotta great guess
    guy guys had happen happens hard has hasn't have haven't having he he'd he'll he's hello her here here's hers him
    his hm hmm how how's however huh i i'd i'll i'm i've if in instead into is isn't it it'd it'll it's its itself just
    keep kind kinda knew know last later least less let let's like little long look looking lot lots made make makes
    making many may maybe me mean means might mine mm mm-hmm more most mostly much must my myself need needs never new
    next nice no nobody none nope nor not nothing now obviously of off often oh ok okay old on once one ones only onto
    or other others otherwise our ours ourselves out over own part per perhaps please point possible pretty probably
    put quite rather really right said same saw say saying says second see seem seems seen several shall she she's
    should shouldn't show side since so some somebody somehow someone something sometimes somewhere soon sort sorry
    start still stuff such sure take takes taking talk talking tell than thank thanks that that'd that'll that's the
    their theirs them themselves then there there'd there'll there's therefore these they they'd they'll they're
    they've thing things think thinking this those though thought three through time times to today together told too
    took toward tried try trying two uh uh-huh uhm um under understand until up upon us use used using usually very
    wanna want wanted wants was wasn't way ways we we'd we'll we're we've well went were weren't what what's whatever
    when where where's whether which while who who's whole whom whose why will with within without won't word work
    would wouldn't yeah year years yep yes yesterday yet you you'd you'll you're you've your yours yourself alright
    cool fine got hey hi let's mhm mmm erm er ah gotten sir okay bye absolutely course"""
)

OTHERS = word_set(
    """aber alle allem allen aller alles als also am an andere anderen auch auf aus bei beim bin bis bist bitte da dabei
    dafür damit dann daran darauf das dass davon dazu dein deine dem den denn der des deshalb die dies diese diesem
    diesen dieser dieses doch dort du durch eben eigentlich ein eine einem einen einer eines einfach einmal er erst es
    etwa etwas euch euer fällt für ganz gar geben gegen geht gehen genau gerade gern gibt gleich gut habe haben hat
    hatte hatten hier hin ich ihm ihn ihnen ihr ihre ihrem ihren ihrer im immer in ins ist ja jede jeder jedes jetzt
    kann kannst kein keine keinen klar kommt können könnte lassen los machen macht mal man mehr mein meine meinen mich
    mir mit möchte morgen muss müssen nach natürlich nein nicht nichts noch nun nur ob oder ohne okay richtig sagen
    sagt schon sehe sehr sein seine seinem seinen seiner seit selbst sich sie sind so sofort soll sollen sollte sollten
    sonst tag tun tut über um und uns unser unsere unseren unserer unter viel viele vielen vielleicht vom von vor
    vorbei wann war waren warum was weg weil weiß weiter welche wenn wer werde werden wie wieder will wir wird wirklich
    wo wohl wollen wollte worden wurde wurden würde würden zu zum zur zwei zwischen danke heute gestern guten hallo

    ai alors après as au aussi autre aux avait avec avez avoir avons beaucoup bien bon c'est ça car ce cela ces cet
    cette ceux chaque chez comme comment d'accord dans de déjà depuis des deux dire dit doit donc dont du elle elles
    en encore entre es est et étaient était être eu eux faire fait fallait faut fois font il ils j'ai je juste l'on la
    là le les leur leurs lui ma maintenant mais me même merci mes moi moins mon n'est ne non nos notre nous on ont ou
    où oui par parce pas peu peut peux plus pour pourquoi pouvez pouvoir puis qu'il qu'on quand que quel quelle quelque
    quelques qui quoi rien sa sans se sera ses si son sont sous suis sur ta te tes toi ton toujours tous tout toute
    toutes très trop tu un une va vais vas vers veut veux voilà vont vos votre vous vraiment y

    a ahí ahora al algo algún alguna algunos allí antes aquí así aún aunque bien bueno cada casi claro como cómo con
    creo cual cuando cuándo de del desde después donde dónde dos durante e el él ella ellas ellos en entonces entre era
    eran eres es esa ese eso esos esta está están estar estamos estas este esto estos estoy fue fueron gracias ha hace
    hacer hacia han hasta hay he hemos hoy incluso la las le les lo los luego más me menos mi mientras mis misma mismo
    mucho muchos muy nada ni no nos nosotros nuestra nuestro o otra otras otro otros para pero poco podemos poder por
    porque pues puede pueden puedo que qué quién quien sea según ser será si sí sido sin sino sobre solo sólo somos son
    soy su sus también tan tanto te tenemos tener tengo ti tiene tienen toda todas todavía todo todos tu tú un una unas
    uno unos usted ustedes va vale vamos van voy y ya yo

    abbiamo adesso alla alle allora anche ancora avere bene c'è che chi ci ciò come con così cosa cui da dal dalla degli
    dei del della delle dello deve di dobbiamo dopo dove due è ed era essere fa fare fatto gli grazie ha hai hanno ho
    il io la le lei li loro lui ma mi mia mio molto ne nei nel nella nelle noi non nostra nostro o ogni oggi ora per
    perché però più po' poi possiamo possono prima può quale quando quanto quei quella quelle quelli quello questa
    queste questi questo qui quindi se sei sempre senza si sia siamo sono sta stato su sua sul sulla suo tra tu tutta
    tutte tutti tutto un una uno va vi voi

    agora ainda alguma algum ali ao aos aqui as até bem com como da das de depois do dos e ela ele eles em então essa
    esse está estamos estão estar este eu exatamente faz fazer foi foram hoje isso isto já lá lhe mais mas me mesmo meu
    minha muito na não nas nem no nos nós nossa nosso num numa o obrigado onde os ou outra outro para pela pelo pode
    podemos por porque qual quando que quem são se sem ser seu só sobre sua também te tem têm tenho ter tinha todo todos
    tudo um uma vai vamos você vocês vou

    aan al alle alleen als altijd andere bij dan dat de deze die dit doen dus echt een eens en er gaan gaat gewoon goed
    had heb hebben heeft heel het hier hij hoe ik ik ook is ja je kan komt kunnen maar meer met mij misschien moet
    moeten naar nee niet nog nou nu of om omdat ons ook op over te toch toen tot uit van veel voor waar want was wat we
    wel welke werd wie wij wil worden zal ze zei zelf zij zijn zo zou"""
)

CHINESE = frozenset(  # signs that only join others
    "的了是在我你他她它们这那不就也都和吗吧呢啊还很什么怎与及或被把让从但而且所因如果"
)

DULL = word_set(  # carry matter in a passage, but are nothing that a recording is about
    """able actual additional afternoon agree agreed amount answer area areas bad bad basic best better big bigger bits
    case cause change check continue couple cuz days decide decided decision detail details discuss discussion easier
    easily easy eight eighteen eighty eleven example examples fact fair fifteen fifty five focus forty forward four
    free general half hand happy hear hi hour hours hundred idea ideas important interesting issue issues item kinds
    leave meet meeting meetings mention mentioned minute minutes moment monday month months morning move name nine note
    number numbers open option options people percent person play problem problems question questions ready real reason
    recording reference respect result results run saturday second seconds seven seventy simple simply six sixty small
    specific stage stand step stop structure sunday team ten term terms thirty thought thousand thursday tuesday turn
    twelve twenty type types version view wednesday week weeks whole wonder words worry wrong zero friday million true
    honourable hon members member gentleman lady chair mr mrs ms dr colleague colleagues speaker afraid aware certainly
    clear clearly close completely correct easily essentially expect extra feel felt figure final finally follow full
    heard helpful high huge hope hold interested involved left low main matter needed notice order particular
    particularly perfect place possibly present quick quickly quite read receive remember save send short similar single
    sit speak special stay suggest suppose supposed terms totally tough tomorrow useful usual wait watch wise worth
    write yours th st wh sh fr pr eh huh nnn null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf
    hundert tausend uhr wunder wunderbar leid stunde stunden minuten prozent lose ll ve re don didn isn"""
)

NOUN_FOLLOWS = word_set(  # words that a noun, or what describes one, comes after
    """the a an this that these those my your his her its our their some any no every each another of with for on
    der die das dem den des ein eine einen einem einer kein keine mein meine unser unsere unseren ihr ihre am im zum zur
    le la les l'un un une des du ce cette mon ma notre el los las una del al este esta nuestro il lo gli i della dello
    o os as um uma da do na no het een"""
)
VERB_FOLLOWS = word_set(  # words that a verb comes after
    """to we i you they he she it can could will would should might must don't didn't doesn't can't won't not i'll we'll
    you'll let's wir ich sie er du zu nous je vous ils"""
)
