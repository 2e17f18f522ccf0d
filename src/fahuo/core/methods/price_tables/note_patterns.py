"""The forms in which notes say their rules. Each pattern takes what it understands out of a sentence; what is left is looked at again."""

from __future__ import annotations

import re

from fahuo.core.methods.price_tables.amounts import NUMBER, SIGNS
from fahuo.core.methods.price_tables.goods import GENERAL, GOODS, OTHER_GOODS
from fahuo.core.methods.price_tables.places import POSTCODES
from fahuo.core.methods.price_tables.weights import UNIT

_I = re.IGNORECASE
_SIGN = "|".join(re.escape(sign) for sign, _ in SIGNS) + "|cny|usd|eur|gbp"
_LENGTH = r"(?:cm|厘米|公分|mm|毫米|m(?![a-z])|米)"
_SIDE = (
    r"(?:(?P<longest>(?:最?长|任[一何意]?|单|最大)边(?:长度?)?|单边长|最长单边|长度|longest side|any (?:single )?side|single side|max(?:imum)? length"
    r"|one side|length)"
    r"|(?P<second>第二长?边|次长边|second(?: longest)? side|width)"
    r"|(?P<sides>三边(?:之|总|相加)?(?:和|长)?(?:之和)?|长\s*\+\s*宽\s*\+\s*高|长宽高(?:之|总)?和|(?:sum of (?:the )?(?:three )?(?:sides|dimensions))"
    r"|l\s*\+\s*w\s*\+\s*h)"
    r"|(?P<girth>围长|周长|长\s*\+\s*2\s*\*?\s*\(宽\s*\+\s*高\)|(?:length (?:and|\+|plus) )?girth))"
)
_OVER = r"(?P<sign>>=|=>|≥|>|超过|大于等于|大于|超出|超|达到|over|exceed(?:s|ing)?|above|longer than|more than|greater than)"
_ADD = (
    r"(?:每票|每件|每公斤|每kg|每包裹)?\s*(?:需|将|则|另|要)?(?:另?加收|附加费?|另收|另加|加(?!拿)|收取|surcharge|extra(?: charge)?|added?|plus"
    r"|\+)(?:(?:附加|超重|超长|超大|超尺寸|操作|处理|偏远)?费)?(?: of)?"
)
_AMOUNT = (
    rf"(?P<before>每公斤|每kg|每票|每件|每包裹|per kg|per parcel|per item)?\s*(?:{_SIGN})?\s*(?P<amount>{NUMBER})\s*(?P<percent>%)?\s*(?:{_SIGN})?"
    rf"\s*(?P<per>(?:/|每|per\s*)\s*(?:kg|公斤|千克|票|件|个|包裹|包|单|pcs?|parcel|item|piece|shipment|package))?"
)
_REFUSE = (
    r"(?:不接受?|不收|拒收|拒接|不可(?:接|寄|发|走|运)|禁(?:寄|收|运|止|发)|不能(?:寄|发|走|接)|不承接|谢绝|不予(?:接收|收寄)|not? accept(?:ed|able)?|prohibited"
    r"|forbidden|(?:do|does|will|can) ?not accept|refused|not allowed|退回|退件|不受理|no )"
)
_BREAK = r"\s*[:,，、]?\s*(?:的|者|则|将|are|is|will be|须|货物|包裹|件|产品)*\s*"

REFUSED_GOODS = re.compile(rf"{_REFUSE}\s*:?\s*(?P<goods>{GOODS})|(?P<goods2>{GOODS})\s*(?:一律|均|都|are|is)?\s*:?\s*{_REFUSE}", _I)
ONLY_GENERAL = re.compile(
    rf"(?:仅限?|只|限)(?:接受?|收|走|限|可走|寄|发)?\s*(?:{GENERAL})|(?:{GENERAL}) only|only (?:accepts? )?(?:{GENERAL})", _I
)
ACCEPTED = re.compile(rf"(?:可以?|能|支持)(?:接受?|收|走|寄|发)?\s*(?:{GOODS}|{GENERAL})|(?:{GOODS}) (?:are |is )?accepted", _I)
GOODS_SURCHARGE = re.compile(rf"(?P<goods>{GOODS})\s*(?:的|均|:)?\s*{_ADD}\s*:?\s*{_AMOUNT}", _I)
OTHER_SURCHARGE = re.compile(rf"(?P<goods>{OTHER_GOODS})\s*(?:的|均|:)?\s*{_ADD}\s*:?\s*{_AMOUNT}", _I)
SIZE_SURCHARGE = re.compile(
    rf"{_SIDE}\s*(?:长度)?\s*{_OVER}\s*(?P<size>{NUMBER})\s*(?P<unit>{_LENGTH}){_BREAK}(?:超(?:长|大)费?)?\s*{_ADD}\s*:?\s*{_AMOUNT}", _I
)
WEIGHT_SURCHARGE = re.compile(
    rf"(?:单件|单票|实重|计费重|重量|weight"
    rf"|parcels?)*\s*{_OVER}\s*(?P<size>{NUMBER})\s*(?P<unit>{UNIT})(?![a-z]){_BREAK}(?:超重费?)?\s*{_ADD}\s*:?\s*{_AMOUNT}",
    _I,
)
SIZE_REFUSED = re.compile(rf"{_SIDE}\s*(?:长度)?\s*{_OVER}\s*(?P<size>{NUMBER})\s*(?P<unit>{_LENGTH}){_BREAK}{_REFUSE}", _I)
SIZE_LIMIT = re.compile(
    rf"{_SIDE}\s*(?:长度)?\s*:?\s*(?:不得?(?:超过|大于|能超过|可超过)|不可超过|不能超过|<=|=<|≤|<|小于等于|小于|最大|限制?(?:在)?|以?内|must not exceed|may not exceed"
    rf"|not exceed(?:ing)?|not over|max(?:imum)?\.?|up to|at most|no more than)?\s*:?\s*"
    rf"(?P<size>{NUMBER})\s*(?P<unit>{_LENGTH})\s*(?:以内|之内)?",
    _I,
)
BOX_LIMIT = re.compile(
    rf"(?:尺寸(?:限制)?|最大尺寸|size(?: limit)?|max(?:imum)? (?:size|dimensions?)|dimensions?)\s*(?:不超过|≤|<=|:|up to|within|为"
    rf"|是)*\s*(?P<a>{NUMBER})\s*{_LENGTH}?\s*[*x×]\s*(?P<b>{NUMBER})\s*{_LENGTH}?\s*[*x×]\s*(?P<c>{NUMBER})\s*(?P<unit>{_LENGTH})",
    _I,
)
WEIGHT_REFUSED = re.compile(
    rf"(?:单件|单票|实重|重量|weight|parcels?)*\s*{_OVER}\s*(?P<size>{NUMBER})\s*(?P<unit>{UNIT})(?![a-z]){_BREAK}{_REFUSE}", _I
)
WEIGHT_LIMIT = re.compile(
    rf"(?:限重|重量(?:限制|上限)|(?:单[件票])?最大(?:重量|限重)|单[件票](?:实际)?(?:重量)?(?:不(?:得|能|可)?超过|限重|最重|≤|<=)|最重|重量不(?:得|能|可)?超过"
    rf"|max(?:imum)?\.?(?: (?:parcel )?weight)?(?=[\s:]*[0-9])|max(?:imum)?\.? (?:parcel )?weight|weight limit|weight (?:must )?(?:up to|not exceed(?:ing)?))"
    rf"\s*(?:为|是|:|不超过|≤|<=|of|is|w)*\s*(?:0\s*[-~]\s*)?(?P<size>{NUMBER})\s*(?P<unit>{UNIT})(?![a-z])(?:/[票件]| per (?:parcel|piece|item|shipment))?(?:以内)?",
    _I,
)
DIVISOR = re.compile(
    r"(?:(?:计费重量?\s*[:=]?\s*)?(?:材积|体积重量?|体积|抛重|泡重|泡比|抛比|计泡|计抛|泡货|volumetric(?: weight)?|volume weight|dim(?:ensional)?(?: weight"
    r"| factor)?|divisor|dim)"
    r"[^0-9;]{0,40}?(?:/|÷|除以?|系数|divided by|divisor|factor|by|:|=|为|是)\s*|(?:泡比|抛比|计泡|计抛)\s*|(?:长|l(?:ength)?)\s*(?:\(?cm\)?)?\s*[*x×]\s*(?:宽"
    r"|w(?:idth)?)\s*(?:\(?cm\)?)?\s*[*x×]\s*(?:高|h(?:eight)?)\s*(?:\(?cm\)?)?\)?\s*(?:/|÷|除以?|divided by)\s*|(?:^|[,\s])除以?\s*)"
    r"(?P<divisor>[4-9][0-9]{3}|1[0-9]{4})(?:\s*(?:计算?|计费|计抛|计泡|取大))?",
    _I,
)
# "2KG以下不计泡", "no volumetric weight under 2 kg"
NO_SIZE_BELOW = re.compile(
    rf"(?:实重|重量)?\s*(?:(?:不超过|低于|小于|<=|≤|<|under|below|up to)\s*)?(?P<size>{NUMBER})\s*(?P<unit>{UNIT})\s*(?:\(?含\)?)?(?:及?以下|以内|之内"
    rf"|内)?(?:\(?含\)?)?(?:包裹|的)?\s*(?:不计(?:算)?(?:泡|抛|材积|体积重?量?)|免泡|免抛|不算(?:泡|抛|体积)|按实重)"
    rf"|(?:no|not?|without) volumetric(?: weight)?(?: (?:is )?(?:charged|applied|counted))?\s*(?:for parcels )?(?:under|below|up to"
    rf"|until)\s*(?P<size2>{NUMBER})\s*(?P<unit2>{UNIT})",
    _I,
)
NO_SIZE = re.compile(
    r"不计(?:算)?(?:泡重?|抛重?|材积|体积重?量?)|免泡|免抛|不算(?:泡|抛|体积)|全部按实重|按实际?重量?计费|no volumetric(?: weight)?|actual weight only|by actual weight",
    _I,
)
_BY_SIZE = r"则?(?:按|计|取|收|以)?照?(?:体积重?量?|泡重|材积重?|抛重)(?:计费|计算|收费|计抛|计泡|计)?|则?(?:计费|计泡|计抛|收泡)"
_BY_WEIGHT = r"不计(?:泡|抛|体积重?)|则?[按以]照?实际?重量?(?:计费|计算|收费|计)?"
_ACTUAL = r"(?:实际?重量?|actual(?: weight)?)"
SIZE_EXCEEDS = re.compile(
    r"(?:体积重?量?|泡重|材积重?|抛重|volumetric(?: weight)?)\s*(?P<sign>达到或超过|大于等于|≥|>=|达到|超过|大于|超出|高于|>|exceeds?|over|低于|小于|不超过|<|≤)"
    rf"\s*(?:the )?{_ACTUAL}\s*(?:的|by|by more than|x)?\s*"
    r"(?P<much>[0-9]+(?:\.[0-9]+)?)\s*(?P<unit>倍|%|times|x)(?:\s*(?:以上|or more))?(?:的)?\s*(?:时|才|部分)?\s*,?\s*"
    rf"(?:{_BY_WEIGHT}|{_BY_SIZE})?"
    # and the other half of it: what is from that weight on
    rf"(?:[,;\s]*(?P<at>达到或超过|达到|超过|大于等于|大于)(?:{_ACTUAL}的?)?\s*[0-9.]+\s*倍?\s*(?:以上)?的?时?\s*,?\s*(?:{_BY_SIZE}))?",
    _I,
)
SIZE_AT = re.compile(  # the other half alone, in a sentence of its own
    rf"(?P<at>(?P<sign>达到或超过|达到|超过|大于等于|大于))(?:{_ACTUAL}的?)?\s*(?P<much>[0-9.]+)\s*(?P<unit>倍)\s*(?:以上)?的?时?\s*,?\s*(?:{_BY_SIZE})",
    _I,
)
GREATER = re.compile(
    r"(?:计费重量?)?(?:按|取|为|=|:)*(?:实际?重量?|actual(?: weight)?)\s*(?:和|与|及|、|/|and|or)\s*(?:体积重?量?|材积重?|泡重|volumetric(?: weight)?)(?:的"
    r"|两者|二者|中)*\s*(?:取)?(?:较?大(?:者|值)?(?:计费|计)?|whichever is (?:the )?(?:greater|higher))|取较?大(?:者|值)?(?:计费|计)?"
    r"|whichever is (?:the )?(?:greater|higher)|the greater of",
    _I,
)
SIZE_LONG = re.compile(
    rf"{_SIDE}\s*{_OVER}\s*(?P<size>{NUMBER})\s*(?P<unit>{_LENGTH})\s*(?:的|时|,|才|则)*\s*(?:[计收算](?:算|取)?(?:泡重?|抛重?|材积|体积重?量?)|(?:按|以)(?:体积重?量?|泡重|抛重|材积重?)(?:计费|计算|收费)?|volumetric)",
    _I,
)
HALF = re.compile(r"计?半泡|半抛|(?:泡重|体积重|抛重)?减半计?|分泡\s*50\s*%|泡重各半|half (?:of )?(?:the )?(?:volumetric )?difference", _I)
FUEL = re.compile(
    rf"(?:燃油(?:附加)?费?率?|fuel(?: surcharge)?)\s*(?:另?加?收|另?计|为|是|:|of|=|\+|按|current(?:ly)?|当月|目前)*\s*(?P<percent>{NUMBER})\s*%",
    _I,
)
WITH_FUEL = re.compile(
    r"(?<![不未])(?:已?含|包含?|免|无)(?:燃油|燃油附加费)(?:附加费|费)?|全包价|燃油(?:附加费)?(?:已?包含?|全包|免收|已?含)|(?:includ(?:es|ing|ed)|no) fuel(?: surcharge)?"
    r"|fuel(?: surcharge)? (?:is )?included",
    _I,
)
WITHOUT_FUEL = re.compile(
    r"(?:不含|未含|另收|另加|需加|加收|excl(?:uding|udes|\.)?|plus|without|subject to)\s*(?:燃油|fuel)(?:附加费|费| surcharge)?|(?:燃油|fuel)(?:附加费|费"
    r"| surcharge)?\s*(?:另计|另收|另加|未含|not included|extra|excluded)"
    r"|燃油(?:附加费)?(?:费?率)?\s*(?:按|以|随|参照|根据)[^,;0-9]{0,16}(?:公布|公示|官网|实时|当[月周]|浮动|为准|通知)[^,;0-9]{0,8}",
    _I,
)
MIN_WEIGHT = re.compile(
    rf"(?:最低计费重量?|最小计费重量?|起重|起计重量?|最低计费|最低重量|最低计重|首重|min(?:imum)?\.? (?:charge(?:able|d)? |billable |billing )?weight)\s*(?:为|是|按|:"
    rf"|of|is)*\s*(?P<size>{NUMBER})\s*(?P<unit>{UNIT})(?![a-z])(?:/?[票件])?(?:起|计费?)?"
    rf"(?:\s*[,，]?\s*不足\s*(?P<less>{NUMBER})\s*{UNIT}\s*的?\s*按\s*{NUMBER}\s*{UNIT}\s*(?:计费|计算|收费|计)?)?",
    _I,
)
SHORT = re.compile(
    rf"(?P<kind>续重|每|进位|尾数|重量)?\s*,?\s*(?:不足|低于|不满|未满|小于|少于)\s*(?P<size>{NUMBER})\s*(?P<unit>{UNIT})\s*的?\s*,?\s*(?:按"
    rf"|以)\s*(?P<size2>{NUMBER})\s*(?P<unit2>{UNIT})\s*(?:计费|计算|收费|进位|计|算)?",
    _I,
)
STEP = re.compile(
    rf"(?:按|以|每)\s*(?P<size>{NUMBER})\s*(?P<unit>{UNIT})\s*(?:为)?(?:一?个?单位)?\s*(?:进位|递增|累进|一进|计费单位|计费|收费)|进位(?:制"
    rf"|单位)?\s*:?\s*(?P<size2>{NUMBER})\s*(?P<unit2>{UNIT})"
    rf"|(?:rounded? up to|rounding)[^0-9]{{0,20}}(?P<size3>{NUMBER})\s*(?P<unit3>{UNIT})|(?P<gram>精确到克|按克(?:计费|收费|计)|逐克|(?:charged "
    rf"|billed |priced )?by (?:the )?gram)",
    _I,
)
FIRST_WEIGHT = re.compile(
    rf"首重?\s*:?\s*(?P<first>{NUMBER})\s*(?P<unit>{UNIT})\s*[,/、和及]?\s*续重?\s*:?\s*(?P<more>{NUMBER})\s*(?P<unit2>{UNIT})|首续重(?:均为"
    rf"|单位)?\s*:?\s*(?P<both>{NUMBER})\s*(?P<unit3>{UNIT})",
    _I,
)
PARCEL_FEE = re.compile(
    rf"(?:另收|另加|加收)?\s*(?P<name>挂号费|处理费|操作费|登记费|服务费|registration fee|handling fee|processing fee|operation fee)\s*(?:为|是|:"
    rf"|of)?\s*(?:{_SIGN})?\s*(?P<amount>{NUMBER})\s*(?:{_SIGN})?\s*(?:/|每|per\s*)\s*(?:票|件|个|包裹|单|parcel|item|piece|shipment)",
    _I,
)
LEAST = re.compile(
    rf"(?:最低(?:收费|消费|运费)|minimum (?:charge|freight)|min\.? charge)\s*(?:为|是|:"
    rf"|of)?\s*(?:{_SIGN})?\s*(?P<amount>{NUMBER})\s*(?:{_SIGN})?(?:\s*(?:/|每|per\s*)\s*(?:票|件|包裹|parcel|shipment))?",
    _I,
)
BASIS = re.compile(
    rf"(?:以上(?:均?为)?)?(?P<each>每(?:票|件|公斤|kg))(?:的?价格?|计费)"
    rf"|(?:(?:计费|计价|价格|报价)?单位|单价|运费|公斤价|币种|币别|报价|unit|currency|(?:all )?prices?(?: are)?(?: in)?|以上价格|价格)\s*(?:均?为|是|:|in|单位)*"
    rf"\s*\(?(?P<sign>{_SIGN})\s*(?:\)|(?:/|每"
    rf"|per\s*)\s*(?P<per>kg|公斤|千克|票|件|包裹|parcel|item|piece))?",
    _I,
)
TRANSIT = re.compile(
    r"(?:参考)?(?:时效|派送时间|transit(?: time)?|delivery time|lead time)\s*(?:为|是|约|:|of)*\s*(?P<days>[0-9]{1,3}\s*(?:-|~|至"
    r"|to)\s*[0-9]{1,3}\s*(?:个?工作日|个?自然日|天|日|(?:working|business|calendar)?\s*days?))",
    _I,
)
REMOTE = re.compile(r"偏远|偏僻|remote|extended area", _I)
VALUE = re.compile(
    rf"(?:申报(?:价值|金额)?|货值|价值|declared value|value|goods value)\s*(?:不(?:得|能|可)?超过|≤|<=|上限|最高|限|up to|must not exceed"
    rf"|not exceed(?:ing)?|max(?:imum)?|:)+\s*(?P<sign>{_SIGN})?\s*(?P<amount>{NUMBER})\s*(?P<sign2>{_SIGN})?",
    _I,
)
LIGHTEST = re.compile(
    rf"(?:最低|起收|起运|起订)?\s*(?P<size>{NUMBER})\s*(?P<unit>{UNIT})\s*(?:起收|起运|起订|起走|起接|起)(?![0-9])|(?:起收|起运)\s*:?\s*(?P<size2>{NUMBER})\s*(?P<unit2>{UNIT})"
    rf"|最低\s*(?P<size3>{NUMBER})\s*(?P<unit3>{UNIT})(?!\s*计)",
    _I,
)
DISCOUNT = re.compile(
    r"(?:(?:以上|此)?(?:为|是)?公布价\s*,?\s*)?(?:实际|可|均|再)?(?:按|打|享|以)?\s*(?P<tenths>[0-9](?:\.[0-9]{1,2})?|[0-9]{2})\s*折(?:优惠|结算|计费|收费|后)?"
    r"|(?P<off>[0-9]{1,2}(?:\.[0-9]+)?)\s*% (?:off|discount)",
    _I,
)
TIERED = re.compile(
    rf"(?:超过|超出|大于)\s*(?:{NUMBER}\s*(?:{UNIT}))?\s*的?(?:以上)?部分\s*,?\s*(?:的?重量)?(?:按|以)?[^,;]*?(?:单价|价格)?(?:计费|计算|收费)?$"
    r"|分段(?:累计|计费)|阶梯累计",
    _I,
)
# how a price is reckoned, which every table means: "运费=单价*重量+挂号费"
FORMULA = re.compile(
    r"(?:总?运费|总?费用|计费|计算|价格)(?:公式|方式)?\s*[:=]\s*(?:总?运费\s*=\s*)?(?:公斤价?|单价|运费单价|每公斤价格?|运费|首重)\s*[*x×]?\s*(?:计费)?(?:重量?)?\s*"
    r"(?:\+\s*(?:挂号费|处理费|操作费|续重))?",
    _I,
)
PER_KG_FROM = re.compile(
    rf"(?P<size>{NUMBER})\s*(?P<unit>{UNIT})\s*(?:\+|及?以上|起)(?:的?(?:价格|单价))?\s*(?:均?为|是|按)?\s*(?:每公斤|每kg|公斤|kg)(?:的?(?:单价|价格?|计费|计))?"
    rf"|(?:above|over|from)\s*(?P<size2>{NUMBER})\s*(?P<unit2>{UNIT})[^,;]{{0,20}}per k(?:g|ilo)",
    _I,
)
SUMMED = re.compile(
    r"(?:以上)?(?:价格)?(?:均?为|是)?\s*(?:(?P<fee>(?:运费|公斤价?|单价|每公斤价格?)[^+;,]{0,10}\+\s*(?:挂号费|处理费|操作费|票费|每票)[^+;,]{0,8})"
    r"|(?P<step>首重?[^+;,]{0,10}\+\s*续重?[^+;,]{0,10}))",
    _I,
)
ZONE_POSTCODES = re.compile(
    rf"(?:分区说明\s*:?\s*)?(?P<zone>[0-9]{{1,2}}(?:-[0-9]{{1,2}})?区|第?[一二三四五六七八九十]区|[A-Z]区|zone [0-9A-Z]{{1,2}}|[一-鿿]{{1,4}}[东西中南北]部?)"
    rf"\s*(?:为|是|:|=)*\s*(?:邮编|zip(?: ?codes?)?|post ?codes?)"
    rf"\s*(?:为|是|:|以|begin(?:s|ning)? with|starting with)*\s*(?P<codes>{POSTCODES})\s*(?:开头|打头|字头)?(?:的?地区)?",
    _I,
)
REMOTE_POSTCODES = re.compile(
    rf"(?:偏远(?:地区|邮编)?(?:附加费)?|remote(?: areas?)?(?: surcharge)?)\s*[:(,]?\s*(?:邮编|zip(?: ?codes?)?|post ?codes?)\s*(?:为|是|:|以|前缀)*"
    rf"\s*(?P<codes>{POSTCODES})\s*(?:开头|打头|字头)?(?:的?地区)?[),]*"
    rf"\s*{_ADD}\s*:?\s*{_AMOUNT}",
    _I,
)
PEAK = re.compile(rf"(?P<name>旺季(?:附加费)?|peak(?: season)?(?: surcharge)?)\s*(?:附加费|加收|:|of|收取|\+)*\s*{_AMOUNT}", _I)
# what never changes a price
CONTACT = re.compile(
    r"电话|手机|qq|微信|wechat|whatsapp|联系人|地址\s*:|邮箱|e-?mail|@|https?:|www\.|tel(?:ephone)?\b|phone|客服|热线|官网|开户行|账号|账户|收款|汇款",
    _I,
)
NO_PRICE = re.compile(
    r"赔偿|理赔|赔付|索赔|compensat|liabilit|claim|查询|查件|追踪|轨迹|tracking|截单|截件|截止收货|cut-?off|上门(?:收|揽)|揽收|pick-?up|交货仓|退件|弃件|包税|含税|双清|ddp"
    r"|ddu|iossi?|ioss|vat|关税|最终解释权|仅供参考|如有变动|另行通知|恕不|以实际|subject to change|without notice|版本|version",
    _I,
)
STOPS = re.compile(
    r"(?:暂|已|将)(?:时|停|不)(?:止|收|接|发|运|航|派)?(?:服务|收寄|收货|接收|运营|发货|派送)?|停(?:收|发|运|航|派|止|寄)|禁(?:运|发|收)|suspend(?:ed)?|embargo"
    r"|(?:no longer|not) served",
    _I,
)
ADDS = re.compile(r"加收|另收|另加|附加费|surcharge|extra (?:charge|fee)", _I)
TELLING = re.compile(r"[0-9]|加收|附加|费|拒收|不收|不接|surcharge|\bfees?\b|%|折|extra|discount|refus|not accept", _I)
