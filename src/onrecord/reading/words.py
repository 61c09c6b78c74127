"""Word lists for names, roles and speakers. Facts of the language, kept in one place."""

from __future__ import annotations


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


HONORIFICS = _set("mr mrs ms miss mx dr sir dame lord lady baroness baron prof rev hon")
MASCULINE = _set(
    "mr sir lord baron king prince spokesman chairman congressman businessman man father husband son brother "
    "gentleman policeman widower uncle grandfather actor duke alderman councilman"
)
FEMININE = _set(
    "mrs ms miss dame lady baroness queen princess spokeswoman chairwoman congresswoman businesswoman woman mother "
    "wife daughter sister policewoman widow aunt grandmother actress duchess councilwoman mom mum"
)
TITLES = HONORIFICS | _set(
    "president vice-president prime premier minister secretary senator sen sens rep reps representative congressman "
    "congresswoman gov governor mayor judge justice gen general adm admiral col colonel maj major capt captain lt "
    "lieutenant sgt sergeant pope king queen prince princess chancellor speaker chairman chairwoman chair chief "
    "director ambassador attorney professor commissioner councillor cllr councilman councilwoman detective inspector "
    "officer sheriff superintendent bishop archbishop cardinal rabbi imam father sister brother chairperson "
    "spokesman spokeswoman spokesperson leader whip taoiseach envoy deputy senators representatives presidents "
    "ministers governors ceo cfo commander sgt constable marshal auditor clerk mp msp ms councillors commissioners "
    "sheikh imam insp supt pc treasurer comptroller solicitor registrar coroner provost headmaster headmistress"
)
"""Words that stand before a person's name, without their full stop."""
ROLE_NOUNS = TITLES | _set(
    "nominee candidate lawyer attorney counsel solicitor barrister executive ceo founder owner manager coach analyst "
    "expert economist scientist researcher lecturer author writer reporter correspondent columnist editor host "
    "moderator presenter activist campaigner adviser advisor aide strategist consultant official mp mep msp peer "
    "lawmaker legislator politician backbencher doctor nurse surgeon physician teacher headteacher principal student "
    "farmer fisherman driver resident neighbour neighbor witness victim survivor veteran soldier commander pilot "
    "engineer developer investor banker trader designer artist actor actress singer musician player captain "
    "businessman businesswoman billionaire entrepreneur diplomat negotiator prosecutor defendant juror clerk "
    "treasurer organiser organizer member fellow head boss woman man mother father wife husband daughter son sister "
    "brother widow tycoon pm mogul incumbent rival opponent democrat republican conservative liberal"
)
NOT_NAMES = _set(
    "the a an this that these those he she it they we i you his her its their our my your who what when where why how "
    "if in on at by for from to of with without as and or but nor so yet not no yes after before during since until "
    "while though although because also still even just only then there here now once both each every some any all "
    "most many few several one two three four five six seven eight nine ten another other such under over between "
    "among against about above into through despite like unlike according asked instead meanwhile however later "
    "earlier yesterday today tomorrow last next first second finally more less much very too is are was were has have "
    "had do does did can could will would may might must should let well oh okay q a maybe perhaps indeed thus hence "
    "anyone everyone someone nobody nothing everything something i'm i've we're it's that's there's don't "
    "read watch photo image video related advertisement breaking exclusive update opinion analysis"
)
ROLE_NOUNS |= _set(
    "premier vice-president attorney-general general-secretary secretary-general first-lady headteacher successor "
    "predecessor barrister harbourmaster master warden skipper sailor pastor vicar curate reverend deputy referee "
    "goalkeeper striker winger forward midfielder defender trainer jockey composer conductor poet novelist playwright "
    "historian biographer broadcaster inspector hygienist undersecretary frontbencher backbencher challenger contender "
    "hopeful newcomer leader chief executive landlord tenant publican grocer baker butcher electrician plumber "
    "mechanic janitor custodian librarian curator"
)
PARTIES = _set(
    "republican democrat democratic conservative tory labour liberal green independent nationalist unionist socialist "
    "reform communist libertarian"
)
RELATED_ROLES: dict[str, frozenset[str]] = {
    head: _set(others)
    for heads, others in {
        "minister frontbencher": "secretary chancellor minister undersecretary attorney-general frontbencher",
        "secretary": "minister undersecretary",
        "premier": "leader",
        "leader": "president premier chief head chairman general-secretary king queen chancellor",
        "politician": "senator representative mp minister secretary premier president governor mayor councillor leader "
        "candidate chancellor peer",
        "lawmaker legislator": "senator representative mp councillor peer republican democrat independent",
        "backbencher": "mp",
        "mp": "secretary minister chancellor premier frontbencher backbencher leader spokesman",
        "peer": "lord lady baroness baron minister secretary",
        "republican democrat": "senator representative governor lawmaker congressman candidate",
        "executive boss chief head": "ceo chairman founder manager director president head coach general-secretary "
        "commissioner",
        "ceo": "executive boss chief",
        "lawyer barrister solicitor counsel": "lawyer barrister solicitor counsel prosecutor attorney-general",
        "prosecutor": "lawyer attorney-general",
        "officer": "general colonel sergeant inspector captain lieutenant major superintendent constable commander "
        "detective admiral sheriff",
        "soldier commander": "general colonel sergeant captain lieutenant major admiral",
        "scientist researcher academic expert economist analyst historian": "professor scientist researcher lecturer "
        "economist analyst historian engineer doctor director fellow",
        "professor": "lecturer scientist researcher",
        "teacher head": "headteacher",
        "headteacher": "head",
        "doctor physician surgeon": "doctor physician surgeon",
        "candidate challenger contender hopeful incumbent rival": "candidate challenger contender hopeful incumbent",
        "businessman businesswoman tycoon billionaire mogul entrepreneur": "ceo founder owner chairman developer "
        "investor businessman tycoon billionaire",
        "manager coach": "manager coach boss",
        "commissioner councillor": "chairman mayor incumbent",
        "player": "captain striker winger forward midfielder defender goalkeeper",
        "writer author": "novelist poet playwright historian biographer columnist author writer",
        "campaigner activist": "founder director chairman campaigner activist",
    }.items()
    for head in heads.split()
}
"""Heads of roles that a description with another head may speak of: ``the minister`` of a secretary."""
SMALL_WORDS = _set("the a an of for in on at and to by with from his her their its as s this that")
"""Words that tell nothing of a role."""
PARTICLES = _set("de da del della di du la le van von der den bin bint ibn al el ter dos ben zu")
"""Small words inside names of persons."""
OFFICES = _set(
    "president minister secretary senator governor mayor chancellor premier speaker chairman chairwoman director "
    "ambassador commissioner attorney general king queen pope prime leader pm"
)
"""Titles that go with an office, of which there is one at a time."""
CALENDAR = _set(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december jan feb mar apr aug sept sep oct nov dec easter christmas"
)
SUFFIXES = _set("jr sr ii iii iv")
LETTERS = _set("kc qc mp msp mbe obe cbe kbe phd md rn esq")
"""Letters behind a name that are no part of it."""
ORGANISATION_WORDS = _set(
    "committee department ministry party university college school institute institution council court senate house "
    "congress parliament commission agency bureau office bank corp corporation inc ltd llc plc company co group union "
    "association federation foundation society league club church army navy police service services authority "
    "administration board trust fund center centre network news times post journal herald tribune guardian telegraph "
    "magazine press radio tv television observatory alliance coalition conference organization organisation "
    "organizations campaign treasury pentagon kremlin cabinet assembly reserve hospital airlines airways railway "
    "industries partners holdings technologies labs laboratory museum academy chamber exchange taskforce forum "
    "workers teachers nurses ministers mayors manufacturers street gazette chronicle review report act programme "
    "program project initiative treaty agreement bill law forces force corps guard department's nations states"
)
PLACES = _set(
    "afghanistan africa albania algeria america argentina armenia asia australia austria azerbaijan bahrain bangladesh "
    "belarus belgium bolivia bosnia brazil britain bulgaria burma cambodia cameroon canada chile china colombia "
    "croatia cuba cyprus czechia denmark egypt england estonia ethiopia europe finland france gaza georgia germany "
    "ghana greece guatemala haiti honduras hungary iceland india indonesia iran iraq ireland israel italy jamaica "
    "japan jordan kazakhstan kenya kosovo kuwait kyrgyzstan laos latvia lebanon libya lithuania luxembourg malaysia "
    "mali malta mexico moldova mongolia montenegro morocco mozambique myanmar namibia nepal netherlands nicaragua "
    "nigeria norway oman pakistan palestine panama paraguay peru philippines poland portugal qatar romania russia "
    "rwanda scotland senegal serbia singapore slovakia slovenia somalia spain sudan sweden switzerland syria taiwan "
    "tanzania thailand tunisia turkey uganda ukraine uruguay uzbekistan venezuela vietnam wales yemen zambia zimbabwe "
    "alabama alaska arizona arkansas california colorado connecticut delaware florida hawaii idaho illinois indiana "
    "iowa kansas kentucky louisiana maine maryland massachusetts michigan minnesota mississippi missouri montana "
    "nebraska nevada ohio oklahoma oregon pennsylvania tennessee texas utah vermont virginia wisconsin wyoming "
    "washington london paris berlin moscow kyiv kiev beijing brussels geneva tokyo delhi jerusalem tehran ankara rome "
    "madrid vienna warsaw prague dublin edinburgh cardiff belfast manchester birmingham leeds liverpool glasgow "
    "chicago boston philadelphia houston dallas atlanta seattle detroit miami denver phoenix baltimore cleveland "
    "us uk eu u.s u.k un"
) | frozenset(
    {
        "united states",
        "united kingdom",
        "european union",
        "united nations",
        "new york",
        "new jersey",
        "new hampshire",
        "new mexico",
        "north carolina",
        "south carolina",
        "north dakota",
        "south dakota",
        "west virginia",
        "rhode island",
        "north korea",
        "south korea",
        "south africa",
        "saudi arabia",
        "new zealand",
        "sri lanka",
        "hong kong",
        "los angeles",
        "san francisco",
        "las vegas",
        "middle east",
        "white house",
        "downing street",
        "northern ireland",
        "capitol hill",
        "wall street",
        "new orleans",
        "new delhi",
        "tel aviv",
        "abu dhabi",
    }
)
DEMONYMS = _set(
    "american americans british britons english scottish welsh irish french german germans italian spanish russian "
    "russians ukrainian ukrainians chinese japanese korean indian pakistani iranian iraqi israeli israelis "
    "palestinian palestinians mexican mexicans canadian canadians australian polish dutch swedish norwegian danish "
    "finnish greek turkish syrian egyptian european europeans african asian republican republicans democrat "
    "democrats democratic conservative conservatives labour liberal liberals tory tories gop muslim muslims "
    "christian christians jewish jews catholic catholics"
)
DOCUMENTS = _set(
    "report reports poll polls survey surveys study studies memo letter letters complaint lawsuit suit filing filings "
    "article piece book document documents slide slides data figures statistics transcript email emails indictment "
    "ruling judgment review audit paper analysis bill law statement tweet post record records estimate estimates "
    "ad ads advert commercial spot clip log broadcast message notice sign "
    "forecast guidelines manifesto census index affidavit petition brief case story papers posting postings video "
    "website site email e-mail budget plan proposal research investigation inquiry assessment"
)
ANONYMOUS = _set(
    "official officials source sources aide aides insider insiders person people witness witnesses spokesman "
    "spokeswoman spokesperson spokespeople someone somebody adviser advisers diplomat diplomats operative staffer "
    "staffers member executive executives doctor woman man resident employee employees lawmaker"
)
GROUPS = _set(
    "critics supporters opponents allies fans experts campaigners protesters demonstrators authorities investigators "
    "analysts economists scientists researchers voters neighbours neighbors parents activists organisers organizers "
    "police observers commentators republicans democrats conservatives liberals others some many unions people"
)
"""What several unnamed people are called at the head of a sentence, where a capital does not tell a name."""
ORGANISATION_NOUNS = _set(
    "bank company firm agency court panel paper newspaper union party campaign committee government administration "
    "ministry department council board commission group organisation organization charity university club "
    "broadcaster network magazine regulator watchdog authority body institute association store chain retailer "
    "airline team tank department bureau force police parliament country nation state city"
)
COMPANIES = _set(
    "company firm bank airline retailer store chain broadcaster manufacturer developer supplier operator carmaker "
    "publisher caterer contractor business start-up startup giant lender insurer app"
)
"""Nouns of a company whose own name need not say what it is."""
RELATIVES = _set(
    "wife husband mother father son daughter brother sister lawyer lawyers attorney attorneys aide aides spokesman "
    "spokeswoman deputy office department team predecessor successor friend friends colleague colleagues doctor agent "
    "manager mum mom dad widow partner uncle aunt cousin supporters allies campaign solicitor barrister"
)
"""Whoever is someone's: ``his wife``, ``her office``."""
PART_OF_NAME = _set(
    "bishop archbishop cardinal sheikh imam rabbi pope king queen prince princess father sister brother mother"
)
"""Titles without which a name of one word is not understood."""
STATES = {
    "ala": "alabama", "ariz": "arizona", "ark": "arkansas", "calif": "california", "colo": "colorado",
    "conn": "connecticut", "del": "delaware", "fla": "florida", "ga": "georgia", "ill": "illinois", "ind": "indiana",
    "kan": "kansas", "ky": "kentucky", "la": "louisiana", "md": "maryland", "mass": "massachusetts",
    "mich": "michigan", "minn": "minnesota", "miss": "mississippi", "mo": "missouri", "mont": "montana",
    "neb": "nebraska", "nev": "nevada", "okla": "oklahoma", "ore": "oregon", "pa": "pennsylvania", "tenn": "tennessee",
    "tex": "texas", "vt": "vermont", "va": "virginia", "wash": "washington", "wis": "wisconsin", "wyo": "wyoming",
}  # fmt: skip
"""States of the US as agencies abbreviate them behind a politician's name."""
HE_NAMES = _set(
    "aaron adam adrian ahmed alan albert alejandro alexander alfred ali allan allen andre andrew andrzej angus anthony "
    "antonio arnold arthur barack barry ben benjamin bernard bernie bill billy bob boris brad bradley brandon brendan "
    "brett brian bruce bryan calum carl carlos cecil charles charlie chris christopher chuck clarence clive colin "
    "conor craig damian dan daniel darren dave david dean denis dennis derek dick dmitry dominic don donald doug "
    "douglas duncan dwight ed eddie edgar eduardo edward edwin elijah emmanuel enrique eric ernest ethan eugene evan "
    "felix fernando francis francisco francois frank franklin fred frederick gabriel gareth gary gavin geoff "
    "geoffrey george gerald gerard gilbert giorgio glenn gordon graham grant greg gregory guy hans harold harry harvey "
    "hassan hector henry herbert herman howard hugh hugo ian igor isaac ivan jack jacob jacques jake james jared "
    "jason javier jay jeff jeffrey jeremy jerome jerry jim jimmy joe joel john johnny jon jonathan jorge "
    "jose joseph josh joshua juan julian justin karl keir keith ken kenneth kevin kofi kyle lance larry lars lawrence "
    "leo leon leonard lloyd louis luis luke malcolm marco marcus mario mark martin marvin matt matthew "
    "maurice max michael miguel mike milo mitch mitt mohamed mohammed moses muhammad nathan ned neil nicholas "
    "nick nigel noah norman oliver omar oscar owen patrick paul pedro pete peter phil philip phillip pierre rafael "
    "ralph ramon randy raymond rex rhys ricardo richard rick rob robert roberto roger roland ron ronald roy rupert "
    "russell ryan sam samuel scott sean seamus sebastian sergei seth shane shaun sherrod sid simon stanley stefan "
    "stephen steve steven stewart stuart ted terence theodore thomas tim timothy toby todd tom tomas tomasz "
    "tommy tony travis trevor tyler vernon victor vincent vladimir wallace walter warren wayne wesley will william "
    "winston xavier yusuf zachary"
)
SHE_NAMES = _set(
    "abigail agnes aisha alexandra alice alicia alison amanda amber amelia amy ana andrea angela angelique anita ann "
    "anna anne annie audrey barbara beatrice becky belinda bernadette beth betty bonnie brenda bridget "
    "camilla carmen carol caroline carolyn catherine cathy cecilia charlotte cheryl chloe christina christine cindy "
    "claire clara claudia cynthia daisy deborah debbie debra denise diana diane dianne donna doris dorothy edith "
    "eileen elaine eleanor elena elizabeth ella ellen emily emma erin esther eva eve fatima fiona florence "
    "frances georgia gina gloria grace gwen hannah harriet hazel heather heidi helen hilary hillary holly ilse "
    "irene iris isabel isabella ivanka jacqueline jane janet janice jeanne jennifer jenny jessica jill joan "
    "joanna joanne josephine joyce juanita judith judy julia julie karen kate katherine kathleen kathryn kathy katie "
    "kellyanne kimberly kirsten kristen laura lauren leah leila lena lillian linda lisa liz lois loretta louise "
    "lucy lydia mabel madeleine maggie margaret maria marie marilyn marine marjorie martha mary "
    "maureen maya megan melania melanie melissa mercedes meredith michelle miranda miriam molly monica nadia nancy "
    "naomi natalie natasha nicola nicole nina nora norma olga olivia pamela patricia paula pauline penelope penny "
    "phyllis priti rachel rebecca renee rita roberta rosa rosemary ruth sally samantha sandra sara sarah sheila "
    "shirley sonia sophia sophie stella stephanie sue susan suzanne sylvia tamara tanya teresa theresa tina "
    "ursula valerie vanessa vera veronica victoria violet virginia wendy yasmin yvette yvonne zoe"
)
"""First names with the pronoun that news in English nearly always gives them. Only for telling which of several
people named before a ``he`` or ``she`` it can't be; what the text itself says weighs more, and nothing of it is
kept, shown or exported."""
# Made once: a union of such sets takes longer than all that is then asked of it.
FIRST_NAMES = HE_NAMES | SHE_NAMES
LETTERS_OR_CALENDAR = LETTERS | CALENDAR
ANYBODY = ANONYMOUS | ROLE_NOUNS
SOMEBODY = ROLE_NOUNS | ORGANISATION_NOUNS
