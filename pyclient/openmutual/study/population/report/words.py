"""What is said of a simulation, in each language."""

from collections.abc import Mapping
from dataclasses import dataclass

from ....money import format_amount

SENTENCES: Mapping[str, tuple[str, str]] = {
    "title": ("{plan}: a {years}-year simulation with {members} members", "{plan}：{members} 名成员、{years} 年的模拟"),
    "intro": (
        "Who falls ill, leaves and joins is drawn with seed {seed}; the money follows the plan's rules, in {symbol}.",
        "谁患病、谁退出、谁加入，由种子 {seed} 抽出；由此带来的每一笔钱都按计划规则以整数计算。金额单位 {symbol}。",
    ),
    "came to": (
        "{announced} announcements over {days} days; {active} members are active at the end.",
        "{days} 天内公示 {announced} 次；结束时有 {active} 名有效成员。",
    ),
    "year cost": (
        "A unit paid {total} in all, {a_year} a year. Cases were granted {percent} of what they asked for.",
        "每份共付 {total}，平均每年 {a_year}。各案实得为应得的 {percent}。",
    ),
    "hits": (
        "Announcements whose cases a cap cut: {count} (a case's cap {case}, the period's {period}, the year's {year}).",
        "有 {count} 次公示因上限削减：单案上限 {case} 次，每期上限 {period} 次，年度上限 {year} 次。",
    ),
    "no hits": ("No cap ever cut a case.", "上限从未削减过任何一案。"),
    "spiral": (
        "A spiral of adverse selection by day {day}: the healthier leave, and cover gets dearer for those who stay.",
        "第 {day} 天前后出现逆选择螺旋：较健康的人先走，留下的人负担越来越重。",
    ),
    "no spiral": ("No spiral of adverse selection.", "没有出现逆选择螺旋。"),
    "closed": (
        "Too few members: on day {day} the plan began to close itself, and everybody took out what was theirs.",
        "人数不足：第 {day} 天计划按规则自行终止，成员各自取回余额。",
    ),
    "balance": (
        "After every announcement the books balanced to the last base unit.",
        "每次公示之后，账目都分毫不差。",
    ),
    "repeat": ("To repeat it:", "重现此次模拟："),
    "assumed": ("Assumed", "假设"),
    "announcements": ("The announcements", "历次公示"),
    "by age": ("What each age paid and received", "各年龄段的付出与所得"),
    # columns
    "period": ("no.", "期"),
    "day": ("day", "天"),
    "members": ("members", "成员"),
    "joined": ("joined", "加入"),
    "left": ("leaving", "退出"),
    "lapsed": ("lapsed", "失效"),
    "returned": ("returned", "恢复"),
    "cases": ("cases", "案件"),
    "share": ("share", "每份分摊"),
    "collected": ("collected", "收取"),
    "granted": ("granted", "实得"),
    "backstop": ("backstop", "垫付"),
    "surplus": ("surplus", "结余"),
    "cap": ("cap", "上限"),
    "risk": ("risk", "风险"),
    "ages": ("ages", "年龄"),
    "paid": ("paid", "付出"),
    "received": ("received", "所得"),
    "ratio": ("for 1 paid", "每付 1 得"),
    "cap case": ("case", "单案"),
    "cap period": ("period", "每期"),
    "cap year": ("year", "年度"),
    "none": ("–", "–"),
    # charts
    "chart share": ("What a unit pays; a dot where a cap cut the cases", "每份每期分摊；圆点：因上限削减"),
    "chart spiral": ("spiral", "逆选择螺旋"),
    "chart members": ("Members who pay", "分摊成员数"),
    "chart granted": ("Part of what cases ask for that they get", "实得占应得的比例"),
    "chart risk": ("Cases a year the table expects in a million members", "按发生率表每百万成员年预期案件数"),
    "chart ages": ("Paid and received, by age", "各年龄段付出与所得"),
    "axis day": ("day", "天"),
    "action": ("what a member does", "成员的操作"),
    "times": ("times a year", "每年次数"),
    "gas each": ("gas each", "每次 gas"),
    "gas year": ("gas a year", "每年 gas"),
    "cost year": ("{symbol} a year", "每年 {symbol}"),
    "batched": ("in batches", "批量"),
    "join": ("joins", "加入"),
    "top up": ("tops up", "续存"),
    "leave": ("asks to leave", "申请退出"),
    "withdraw": ("takes out", "取回"),
    "file": ("files a case", "提出申请"),
    "decide": ("is decided upon", "调查员决定"),
    "settle": ("is paid", "领取互助金"),
    "announce": ("their part of announcing", "公示的分摊"),
    "together": ("together", "合计"),
    "filling": ("keeping the reserve filled", "保持余额充足"),
    "by hand": ("tops up, a transaction each", "自行续存，每次一笔交易"),
    "order": ("gives a standing order", "设定定期续存"),
    "refill first": ("is refilled the first time", "首次代为续存"),
    "refill": ("is refilled again", "再次代为续存"),
    "by order": ("by standing order, together", "定期续存合计"),
    "ordered": ("all together, by standing order", "全部合计（定期续存）"),
    "cost title": ("{plan}: what a chain costs each of {members} members", "{plan}：{members} 名成员每人的上链成本"),
    "cost prices": (
        "Gas at {gas} gwei, the chain's own coin at {coin} {symbol}; {announcements} announcements a year.",
        "gas 价 {gas} gwei，链上原生币价 {coin} {symbol}；每年公示 {announcements} 次。",
    ),
    "cost habits": (
        "A member stays {stay} years and tops up {top_ups} times a year; a million have {cases} cases a year.",
        "成员平均停留 {stay} 年，每年续存 {top_ups} 次；每百万成员每年 {cases} 案。",
    ),
    "cost note": (
        "In batches: a sponsor enrols a hundred at a time. Nothing else needs batches: one announcement charges all.",
        "批量：由发起方每次登记一百人。其余无需批量：一次公示向全体收取。",
    ),
    "order note": (
        "By standing order: anyone refills a hundred at a time, as often as each would top up.",
        "定期续存：任何人每次为一百人代为续存，次数与自行续存相同。",
    ),
    "axis money": ("{symbol}", "{symbol}"),
    "axis k": ("k", "千"),
    "axis M": (" m", "百万"),
    "axis G": (" bn", "十亿"),
    "axis T": (" trn", "万亿"),
    # assumptions
    "illness": ("illness, times the table", "患病率，发生率表的倍数"),
    "joining": ("newcomers a period, of the founders", "每期新加入，占发起人数"),
    "leaving": ("leaving a period, whatever it costs", "每期自然退出率"),
    "impatience": ("leaving more for each {symbol} paid too much", "每多付 1 {symbol} 增加的退出率"),
    "patience": ("what members bear, times what cover is worth", "可承受的付出，保障价值的倍数"),
    "top_up": ("of those who run low, top up", "余额偏低者续存的比例"),
    "return": ("of those who lapsed, come back a period", "失效者每期恢复的比例"),
    "put in": ("backstop put in", "注入的垫付资金"),
    "note risk": (
        "Risk: cases a year that the table expects in a million of the members. It rises with age and selection.",
        "风险：按发生率表每百万成员每年预期的案件数，随年龄和逆选择上升。",
    ),
}

LANGUAGES = ("en", "zh")


@dataclass(frozen=True, slots=True)
class Words:
    """Speaks one language of a currency.

    Args:
        language: `en` or `zh`.
        symbol: of the currency; `decimals` of its base unit.
    """

    language: str
    symbol: str
    decimals: int

    def say(self, key: str, **values: object) -> str:
        """The sentence of that key, with the values in their places."""
        return SENTENCES[key][LANGUAGES.index(self.language)].format(symbol=self.symbol, **values)

    def money(self, amount: int) -> str:
        """An amount: `34,000`, `0.10`; large ones without what is behind the point."""
        whole, _, part = format_amount(amount, self.decimals).partition(".")
        return f"{int(whole):,}" if not part or int(whole) >= 100_000 else f"{int(whole):,}.{part:0<2}"

    def percent(self, part: int, whole: int) -> str:
        """A part of a whole, in per cent with one decimal, rounded down; 100 % of nothing."""
        thousandths = part * 1000 // whole if whole else 1000
        return f"{thousandths // 10}.{thousandths % 10} %"
