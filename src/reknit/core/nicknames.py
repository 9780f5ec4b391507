"""Which first names are short or familiar forms of one another, in the languages of a European address book.

The table is Reknit's own. An entry holds one name, its spellings and its short forms; a short form may stand
in several entries (Alex is Alexander or Alexandra), and then agrees with each, while the long forms do not
agree with one another; nor do two short forms with different initials (Lisa and Betty are two Elizabeths).
Translations (John, Johann, Jean) are different names here: people keep theirs.
"""

import functools

_FORMS = """
aaron ron ronnie | abigail abby gail abbie | abraham abe bram avi | adam ad adas | adelheid heidi adel |
adrian adi | agatha aggie agata | agnes aggie agneta | agnieszka aga agusia | albert al bert bertie albie |
alberto beto tito | alejandro ale alex jandro sandro | alejandra ale alex sandra jandra |
aleksander olek alek alex | aleksandra ola olka alex sandra sasha sascha sanya shura |
aleksandr alex sasha sascha sanya shura alik aleks |
alexander alex al alec alek sandy xander lex sascha sasha alexandre alexandru alexandros alekos aleks sander sandro
|
alexandra alex sandra sandy lexi lexa sasha ali allie alix | alexei alexey aleksei alyosha lyosha alex |
alfred al fred | alfonso fonso poncho alf | alice ali allie lisa | alison ali allie alyson allison |
amanda mandy manda | amelia amy millie mia | anastasia stacy stasia nastya nastia asya tasia ana natasa |
anatoly tolya tolik anatoliy anatolii | andrea andi | andreas andi andy dre |
andrei andrey andriy andy andryusha andrzej | andrew andy drew dru | andrzej jedrek |
angela angie angel ange geli | anna ann annie anne ania anya anka nan ani anneke asia anja nyura anouk |
annette anni nettie | antje anna | anthony tony ant toni antony | anton toni tony antosha |
antonio toni tony tonio nino tono antoine tonho | antonia toni tonya nia | antonina tonya tosia nina |
arkady arkasha arkadiy | arnold arnie arno | arthur art artie artur | artem tyoma artyom artemi |
augustus gus august | barbara barb babs barbie basia bara barbro babsi | bartholomew bart |
bartlomiej bartek bartosz | beatrice bea trixie bee beatriz beatrix | benedict ben benny benedikt bene |
benjamin ben benny benji bennie | bernard bernie bern bernhard bernd | bernadette bernie detta | bertrand bert |
bozena bozenka | bradley brad | brenda bren | bridget biddy bridie brigitte gitte brigid gitta birgit |
bronislaw bronek | calvin cal | cameron cam | candice candy | carl karl charlie kalle | carlos carlitos charly |
carolina caro lina carol | caroline caro carol carrie lina line karoline | carmen menchu |
caspar cas jasper kaspar |
catherine cathy cat cate kate katie kathy katherine kathryn kit kitty katharine kathleen kay cath kathrin |
catalina cata lina | caterina rina cate | cecilia cece cilla celia sissi |
charles charlie chuck chas chip carlo charley | charlotte charlie lottie lotte char carla lotta | chloe clo |
christa chris | christian chris chrissi christer kristian | christiane chris jane |
christina chris chrissy tina christine kristina christi kirsten kristine stina |
christopher chris topher kit christoph kristof christophe kris | clara claire klara clare | claudia claudi |
claus klaus | clemens clem klemens clement | clifford cliff | clinton clint | concepcion concha conchita |
constance connie conny constanze | constantin konstantin kostya costa costas kostas dinos constantine |
cornelia conny nele nelly corrie | cornelis cees kees cor neil | cristobal tobal | curtis curt kurt |
cynthia cindy | cyril cy kirill | dagmar daggi | damian dam | daniel dan danny dani daniil | daniela dani danuta |
danielle dani dany | david dave davey davy dawid davide | deborah deb debbie debby debora |
dennis den denny denis | derek rick dirk diederik | diana di dee | dimitrios dimitris mitsos jim dimitri |
dmitry dima mitya dimitri dmitri dmitrii dmytro dmitriy | dolores lola loli |
dominic dom nick dominik dominique domingo | donald don donnie | dorota dorotka |
dorothea dora doro thea dorothee | dorothy dot dottie dolly dora | douglas doug | duncan dunc | edgar ed eddie |
edith edie | eduardo edu lalo dudu | edward ed eddie ned ted teddy eddy eduard edouard edi | edwin ed eddie win |
ekaterina katya kate katia yekaterina katerina katyusha catherine | eleanor ellie nell nora lena elinor nelly |
elena lena helen yelena lenka | eleni lena helen nitsa | elias eli |
elisabeth lisa lis elise liesl sissi betti elsa elli lisbeth else liese lili |
elizabeth liz beth betty eliza lizzie liza bess libby elsie betsy lisa ellie elspeth lily bette |
elisabetta betta lisa elisa | elzbieta ela elka bieta | emanuel manny manuel emmanuel manolo |
emilia emmy mila emi | emily em emmy millie emilie | emma em emmy | enrique quique kike rico | enrico rico |
eric erik rick erich ric | ernest ernie ernst | ernesto neto erni | esther essie hettie ester hester |
eugene gene | eugenia evgenia zhenya evgeniya yevgenia jenya | eva ewa evi evie eve | evelyn evie eve lyn evelin |
evgeny zhenya evgenii evgeniy eugene yevgeny yevgeni jevgeni zhenia jenya | felicity fliss flick |
felix fee feliks | ferdinand ferdi ferdie nando | fernando nando fer | filippo pippo |
florence flo flora florrie | florian flo flori | frances fran fanny francie franny frankie |
francesca franca cesca chicca | francesco franco cecco ciccio frank | francis frank frankie fran franz |
francisca paca paquita fran | francisco paco pancho curro fran frasco kiko chico cisco quico | francois fanfan |
frank franky | franklin frank | franz franzi francis | franziska franzi ziska sissi |
frederick fred freddie freddy rick fritz frederic fredrik freddi | friedrich fritz fred frieder freddy |
gabriel gabe gabi gaby | gabriela gabi gaby | gabriele gabi gaby | gail abigail | galina galya gala |
gareth gary gaz | gary gaz garry | gennady gena gennadiy gennadi | geoffrey geoff jeff |
george georgie geo georg gos | georgios giorgos george yorgos yiorgos | georgina gina georgie |
georg schorsch jorg | gerald gerry jerry gerd | gerard gerry gerd ger gerardo | gerhard gerd gerry hardi |
gertrude trudy gertie traudl gerti trude | gilbert gil bert | giovanni gianni vanni nanni |
giovanna gianna vanna | giuseppe beppe peppe pino geppo peppino | giuseppina pina giusy pinuccia | gloria glo |
gordon gordy | grace gracie | graham gray graeme grahame | gregory greg gregor grisha grigory |
grigory grisha grigori hryhoriy | grzegorz grzesiek grzes | gudrun gudi | guillermo guille memo willy |
guillaume guigui | gunther gunter gunnar | gwendolyn gwen wendy | hannah hanna anna hanni johanna |
hans hansi johannes hannes | harald harry hari harold | harold harry hal | harriet hattie harry hettie |
heather hev | heinrich heinz heiner heini henrik hinrich | helena hela lena helen ela |
helen nell nellie helene helena ellen lena lenny eleni | helga helle | hendrik henk rik henri henry |
henrietta etta hettie hattie | henry harry hank hal henri | herbert herb bert herbie | hermann manni harm |
howard howie | hubert bert hub | hugo hug hugues hugh | ian iain | ignacio nacho iggy | ignatius iggy ignaz |
igor igorek ihor | ilya ilyusha ilia illia | ingeborg inge inga inka | ingrid inga inge inger |
ioannis yannis giannis john yiannis | irena irka ira | irene reni irena rene | irina ira irisha iryna |
isaac ike zac yitzhak | isabel isa bel isabella bella isabelle izzy belle izabela iza bela |
isabella bella isa izzy | israel izzy | ivan vanya ivo vania | jacob jake jack jakob cob jakub kuba coby |
jacek jacus | jacqueline jackie jacqui | jakob jaap jakob kobi | james jim jimmy jamie jem jimbo |
jan janek jasiek johan | jane janie jenny janey | janet jan jan janette | jaime jaimito james | janice jan |
jaroslaw jarek slawek | javier javi xavi | jeanne jeannette jeannie | jeffrey jeff geoff jeffery |
jennifer jen jenny jenn jenni | jeremy jem jerry jeremiah jez jezza | jerome jerry | jessica jess jessie jessi |
jesus chus chuy suso | jill gill jillian gillian | joachim jochen achim jo jochim kim | joan joanie jo |
joanna jo asia joasia joanne asia jana | johannes hans hannes jan jo johan joe jos |
johanna hanna jo hanne joke janna hanni | john johnny jack jon jock johnnie jonny |
jonathan jon jonny nathan jonty johnathan jonatan | joost joos | jordan jordy | jorge coque jorgito |
jose pepe chepe pepito ze | josef sepp joe jupp josi beppi joseph pepi josip | josefa pepa pepita |
joseph joe joey jos jo jose josef | josephine jo josie fifi josefine josy | joshua josh | joyce joy |
joaquin quim chimo ximo | juan juanito | juana juanita | jozef jozek ziutek | judith judy jude jutta |
julia julie jules juli jula | julian jules jule julien | juliane jule juli | juliet jules julie |
julius jules juli | justin jus | justyna justa | karen kari caren | karin kari carin |
karolina karo lina karola karola | katarzyna kasia kaska kate |
katharina kathi kati kate katja trine rina kathe cathi tinka kaya | katrin kati kathi catrin kathrin |
kenneth ken kenny | kevin kev | kimberly kim kimmy kimberley | konrad conny conrad kurt koni |
konstantinos kostas costas dinos kostis gus | krzysztof krzysiek krzys kris chris |
kristina kris tina kristi krista | ksenia xenia ksyusha oksana | laura laurie lori lauri | lauren laurie lori |
laurence larry laurie lawrence lars loz lorenz | larisa lara larissa lora | leo lev lyova leon leonid |
leonard leo len lenny lenard leonardo leonhard leon | leonid lenya lyonya leonyd | leopold poldi leo |
leslie les lesley | lidia lida lydia | lillian lily lil lilly | linda lindy lyn | lorenzo renzo enzo |
louis lou lewis luis louie ludwig | louise lou lulu luise louisa lisa | lourdes lula | lubomir lubos lubo |
lucas luke luca lukas luc | lucia lucy luz luci | lucinda lucy cindy | luca luke |
ludmila lyuda lucy mila lyudmila liudmila lida | ludwig lutz lui luggi | luigi gigi gino luis | luis lucho lui |
luisa lulu isa | lukasz luke lukas | lynn lyn lynne | maarten martin | madeleine maddy madeline magda madelaine |
magdalena magda lena maddie leni madzia | malcolm mal malc | malgorzata gosia malgosia gosha margo |
manfred manni fred mani | manuel manolo manu manny lolo | manuela manu manoli ela | marcel marc |
marcin martin marcinek | marco marc markus | marcus mark marc markus marco |
margaret maggie meg peggy margie madge marge greta rita daisy maisie mags marguerite meggie margot gretchen |
margarete grete gretel greta gretl margret rita meta gitta marga margit | margarita rita marga margo |
maria mary mia mitzi marie ria mascha masha maja marysia mari mariya mariia marusya | mariateresa maite |
marianne janne nanne anne mary | mario mariolino | marie mimi mary | marion mari mary | marilyn mary lyn |
mariusz mariuszek | mark marky marc | marjorie marge margie | martha marty patty marta mattie |
martin marty mart | martina tina marti | mary molly polly mamie may moll marie | massimo max massimiliano |
mateusz mati matt mateo | matthew matt matty mat mathew | matthias matti matt hias mathias mats matias |
matilda tilly mattie tilda mathilde til | maureen mo maur | maurice moe maury moritz morris mo |
maximilian max maxi | maxim max maks maksim maksym | maxwell max | megan meg meggie meghan | melanie mel melly |
melissa mel missy lissa | mercedes merche |
michael mike mick mickey mikey micha michi mischa mikael miki michal maik | michaela michi micha ela mikaela |
michal michalek misiek michael | michele mike miki | michelle shelly mich shell |
miguel migue michel mike miguelito | mikhail misha mike mikhael mykhailo mihail michail | mildred millie |
milos milan | miroslav mirek miro | miroslaw mirek |
mohammed mo mohamed muhammad mohammad muhammed mohamad mehmet mhmd mohd med hamada |
monica mon monika moni monique moira | moritz mo moriz | morgan mo | mykola kolya nick mikola nikolai |
nadezhda nadya nadia nadja | nancy nan ann |
natalia natasha natalie nat natalya nataliya tasha nata natalka talia nataliia | natalie nat tally nathalie |
natasha tasha nat | nathan nate nat | nathaniel nate nat nathan nathanael | neil neal niall |
nicholas nick nicky nico klaus nicolas niko colin nic nikolas | nicola nicky nic niki nico |
nicole nicky nikki nic niki coco | nikolai kolya nick nikolay nicolai niko mykola | nikolaos nikos nick nico |
nikolaus klaus niko nick nikola niklas | norbert bert nobbi norb | norma nori | octavia tavi | oleg alik oleh |
oleksandr sasha alex sashko | oleksandra sasha lesya alex | olga olya olia lelya olha |
oliver ollie oli olly olivier noll | olivia liv livvy ollie | oscar ozzie oskar ossi | oswald ozzie ossi |
pamela pam pammy | panagiotis panos takis panayotis | paolo paolino | pascal pasci |
patricia pat patty trish tricia patsy pati trisha | patrick pat paddy rick patric patrik | paul pauly pol |
paula paulina pauline | paulina paula paulinka lina | pavel pasha pavlik pavlo pasza | pawel pawelek |
pedro perico | penelope penny pen nell | peter pete petey petr | petra peti |
philip phil pip philipp phillip philippe flip phill lip filip | philippa pippa pip pippy | pierre pierrot |
pieter piet peter | pilar pili | piotr piotrek piotrus peter | polina polya pauline | przemyslaw przemek |
rachel rach rae shelly rachael raquel | rafael rafa rafi raphael rafal | raimund ray mundi raymund |
ramon moncho monchi | randolph randy | raymond ray | rebecca becky becca becks rebekah reba bec |
regina gina reggie ina | reginald reg reggie rex | reinhard reini hardy | renate reni nate | rene renee |
ricardo rick richie ricky cardo richard | richard rick rich dick richie ricky dickie ritchie rico | rita ri |
robert bob rob bobby robbie bert robin robby bobbie rab bertie | roberta bobbie robbie berta |
roberto beto tito rob robi | rodney rod | rodrigo rodri rigo | roger rodge rog rodger |
roland rolly rolle rolf roli | roman roma romek romain | ronald ron ronnie ronny roland | rosalind roz ros rosie |
rosario charo rosi | rose rosie rosa | rosemary rose rosie romy rosemarie | rowan ro |
rudolf rudi rudy rolf ralf rudolph | rupert rupe robert | russell russ rusty | ruth ruthie |
ryszard rysiek richard | sabine bine sabi bina | sabrina bri sab | salvador salva chava |
salvatore toto turi sal tore | samantha sam sammy mantha | samuel sam sammy sami | sandra sandy |
sara sarah sally sadie sari | sarah sally sadie sara | santiago santi yago chago diego tiago | sean shaun shawn |
sebastian seb basti bas bastian basti sebi sebastien | serge sergei |
sergei sergey seryozha serhii sergiy serge serhiy serega | sergio checho | sharon shaz shari | sheila shelley |
shirley shirl | sibylle bille sybille | siegfried sigi siggi fred | sigrid siri sigi |
silvia silvi sylvia silvie | simon si simi szymon | simone simi mona | slawomir slawek |
sofia sophie sofie sonya sonja sofi sophia sonia zofia | solveig sol | sophie soph sophia |
spyridon spyros spiros | stanislav stas slava stanislaus | stanislaw staszek stan stach | stanley stan |
stefan steff stevo stephan steve stefanos | stefania stefa fania | stefanie steffi stephanie steph stefanie |
stephen steve steven stevie stephan steph | stephanie steph stef steffi fanny stephie | stuart stu stewart |
susan sue susie suzy suzie sukie | susanne susi sanne susanna suse sanna | suzanne sue suzy suzie suzanna |
svetlana sveta lana svitlana | sylwia sylwunia | tadeusz tadek | tamara toma tammy tama |
tatiana tanya tatyana tania tanja tetiana tetyana | teodor teo fedor | terence terry tel terrance |
teresa tess terry tere tessa teresita resi | theodor theo teddy | theodore ted teddy theo |
theodoros thodoris theo | theresa terry tess tessa theresia tracy resi therese |
thomas tom tommy thom tomasz tomas tommi | thorsten torsten toto | tiffany tiff | timothy tim timmy timo |
tobias tobi toby | tomasz tomek tom | ulrich uli ulli udo | ulrike ulli rike uli ricke |
ursula ulla uschi uschi ursel | valentin val valya | valentina valya tina vale vali | valerie val valeria lera |
valery valera valeriy valeri val | vanessa nessa ness van | vasily vasya vasiliy vassily vasyl basil |
vassilis bill vasilis vasileios billy | veronica ronnie vera roni veronika nika nica |
victor vic viktor vitya vik | victoria vicky tori vic vikki viktoria vika vicki |
vincent vince vinnie vinny vincenz vincente | vincenzo enzo enzino vince | violeta viola |
virginia ginny ginger ginnie gina | vitaly vitalik vitaliy vitali vitalii | vivian viv vivien |
vladimir vova volodya vlad volodymyr wladimir vladi | vladislav vlad vladik slava vladyslav |
vyacheslav slava viacheslav | waldemar waldek waldi | walter walt wally walli wat | wendy wen | werner wern |
wieslaw wiesiek | wilfred wilf fred | wilhelm willi willy wim helm wilm | wilhelmina mina minna wilma mien |
willem wim willy pim bill | william will bill billy willie liam willy wil | winifred winnie freda | winston win |
wladyslaw wladek | wojciech wojtek | xavier javi xavi | yevgeny zhenya eugene | yitzhak itzik isaac |
yosef yossi joseph | yuri yura yury iurii yurii juri | yulia julia yuliya yulya iuliia juliya |
yvonne vonnie von | zachary zach zac zak zack zacharias | zbigniew zbyszek zbigi | zdenek zdena |
zofia zosia sofia sophie | zinaida zina | ahmet ahmed ahmad ahmd | ali aly | mehmet memo | mustafa musti mostafa |
hasan hassan | hussein hossein husain huseyin hussain | ibrahim ibo ebrahim abraham |
yusuf youssef yousef yossef joseph | fatma fatima fatme fatemeh | aisha ayesha aicha ayse |
khadija hatice khadijah | abdullah abdallah abdulla abdul | abdulrahman abdurrahman abdelrahman abdul |
khaled khalid halid | omar umar omer | osman usman uthman | suleiman suleyman solomon soliman |
yasmin yasmine jasmin jasmine yasemin | zeynep zainab zaynab | murat mourad murad | said saeed sayed |
tarek tariq tarik | katalin kati kata | laszlo laci | istvan pisti | jozsef joska jozsi | ferenc feri |
sandor sanyi | erzsebet erzsi bozsi | gyorgy gyuri | zsuzsanna zsuzsa zsuzsi | lars lasse | anders andy |
bjorn bjarne | goran jorgen | jorgen jorn | kristoffer stoffer kris | mikael micke mike | margareta greta maggan |
nils nisse niels | per pelle peer | johan jojje | gheorghe ghita gigi george | ion ionel nelu | constanta tanta |
vasile vasilica | mihai misu michael | luiz luizinho lula | joao joaozinho | antonia toninha |
manoel mane manel manuel
"""

# Frequent first names without short forms: two of them that look alike are still two names (Mia and Mila).
_PLAIN = """
ada adriana aiden aisling albin alessandra alessandro alina alma amber amir anais ananya andre angelo anita anouk
anton ariana arianna arjun arlo arne asher astrid aurora ava ayla beata bela bianca birgitta bjarne blake boris
brandon brian bruno bryan camilla carla carlotta casey cedric celine chantal chen claudio colin craig dario darren
dean deepak denise diego dominika dylan einar elena elia elin elise eliza ella elsa emil emilie emilio enzo erica
erika esme esra ethan etienne ewan fabian fabienne fabio fatih fay fernanda finn fiona frederik frederike freya
frida frieda gemma georgia giulia giulio glenn greta gustav guy hailey hamza harley harriet harrison hazel heike
heiko helge henning henrik henrike hilda holger holly hope imran ines inez ingo iris isla ivana ivy jada jana
janina jasper jay jean jens jerzy jin joel jonas jos juan jude julio june juno kai kamal karl karla karsten kasper
kay keith kenji kerstin kian kira kiran kirsty klara knut kristian lea leah lei leif lena leni lia liam lina linh
linus logan lola lorena luca luna lydia maja malte mara marcela marek mari maria mariana marina marion marius mark
marta mary mason mateo maurizio maya mehdi mei mia mila milan milana milena min mina ming minh mira mohan morten
muriel myra nadia nadine nadja naomi neha nele nelson nia nico nikita nils nina nisha noa noah noel noemi nora nour
ole omar orla otto owen paige pascal paul pia poppy priya quentin rahul raj rajesh ralph ramesh rana rania ravi
renata reza riley rina rita roberta robin rohan romain romana romy rosa rosalie ross rowan roy ruben ryan sami
samir sanjay sara saskia scarlett scott selma sena seth sigrun silas silvio simran sina sofie soren stella stina
sunil svea sven svenja sylvio tara tarik tessa thea theo tilda tim tina tobin todd tom torben tracy travis tristan
troy tyler udo uma ute valeria valerio vera vidar viktor viola violet wayne wei willow xin yan yang yara ying yuki
yuko yusra zara zoe zola
"""


@functools.cache
def _lines_of() -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for number, line in enumerate(_lines()):
        for word in line:
            found.setdefault(word, set()).add(number)
    return {word: frozenset(numbers) for word, numbers in found.items()}


@functools.cache
def _lines() -> list[list[str]]:
    return [line.split() for line in _FORMS.split("|") if line.strip()]


@functools.cache
def _plain() -> frozenset[str]:
    return frozenset(_PLAIN.split())


def name_classes(word: str) -> frozenset[int]:
    """Numbers of the names that `word` (folded, see `core.transliteration`) may stand for; empty if unknown."""
    return _lines_of().get(word, frozenset())


def is_full_form(word: str, number: int) -> bool:
    """Whether `word` is the full form of the name of this number; other words of it are short for it."""
    return _lines()[number][0] == word


def is_first_name(word: str) -> bool:
    """Whether the table has the word: then a name that merely looks like it is likely another name."""
    return word in _lines_of() or word in _plain()
