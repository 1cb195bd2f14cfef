"""What is said of a plan, in each language."""

from collections.abc import Mapping
from dataclasses import dataclass

from ..money import format_amount, format_duration

LANGUAGES = ("en", "zh")

PARTS: Mapping[str, tuple[str, str]] = {
    "joining": ("Who joins, with what", "谁加入，带什么加入"),
    "benefits": ("What is paid for what", "什么情况给付多少"),
    "costs": ("The most one pays", "最多付多少"),
    "cover": ("When one is covered", "何时受保障"),
    "deciding": ("Who decides", "谁来裁决"),
    "lapsing": ("When a reserve runs low", "备用金不足时"),
    "leaving": ("Leaving", "退出"),
    "closing": ("The end", "终止"),
    "platform": ("In the platform's own words", "平台自己的说法"),
}
"""The questions, in the order in which they are answered."""

SENTENCES: Mapping[str, tuple[str, str]] = {
    "tier": (
        "{name}: {units} of every share, and a deposit of {deposit} or more, which stays one's own.",
        "{name}：{units}，存入至少 {deposit}，钱仍归本人所有。",
    ),
    "one unit": ("one unit", "一份"),
    "units": ("{count} units", "{count} 份"),
    "level": ("{name}: {benefit} to the member, {fee} to the operator.", "{name}：给付成员 {benefit}，运营方 {fee}。"),
    "level no fee": (
        "{name}: {benefit} to the member, nothing to the operator.",
        "{name}：给付成员 {benefit}，运营方不取费。",
    ),
    "ends": ("Membership ends with it.", "领取后成员资格终止。"),
    "own waiting": ("It has a waiting period of its own: {waiting}.", "等待期另计：{waiting}。"),
    "own no waiting": ("It has no waiting period.", "没有等待期。"),
    "short": (
        "Claimants come first: the operator earns on a case only what is left once the member is paid in full.",
        "先付成员：成员足额之后，余下的才归运营方。",
    ),
    "case cap": ("For one case a unit pays {cap} at most.", "一案每份至多分摊 {cap}。"),
    "no case cap": ("There is no cap for a single case.", "单案不设上限。"),
    "period cap": (
        "In one period a unit pays {cap} at most; what cases then lack is cut from all alike.",
        "一期每份至多分摊 {cap}；不足部分由各案同比例削减。",
    ),
    "year cap": ("In one plan year a unit pays {cap} at most.", "一个计划年度每份至多分摊 {cap}。"),
    "no year cap": ("There is no cap for a year.", "年度不设上限。"),
    "dues": ("Besides, a unit pays dues of {dues} each period.", "此外每份每期交会费 {dues}。"),
    "no dues": ("There are no dues.", "不收会费。"),
    "backstop": (
        "If sponsors fund a backstop, it adds at most {cap} at one announcement.",
        "若有赞助方注入垫付资金，每次公示至多动用 {cap}。",
    ),
    "no backstop cap": (
        "If sponsors fund a backstop, it adds what cases lack, as far as it goes.",
        "若有赞助方注入垫付资金，尽其所有补足各案。",
    ),
    "step": (
        "Shares are rounded up to {step} a unit; what that brings in too much lowers the next share.",
        "每份分摊进位到 {step}；多收部分留作结余，抵减下一期。",
    ),
    "least": (
        "It takes {members} members to pay the dearest case in full, if all are in the smallest tier.",
        "若人人都在最低一档，足额给付最大一案需要 {members} 人。",
    ),
    "waiting": (
        "Cover begins {waiting} after joining. Who is waiting shares all the same.",
        "加入满 {waiting}后受保障；等待期内同样分摊。",
    ),
    "no waiting": ("Cover begins on joining.", "加入即受保障。"),
    "filing": (
        "A case can be filed until {filing} after the diagnosis, by who was covered on its day.",
        "确诊日受保障者，可在确诊后 {filing}内提出申请。",
    ),
    "panel": (
        "{quorum} of {assessors} assessors must sign, within {decision}; if they stay silent, the claimant can appeal.",
        "{assessors} 名调查员中须有 {quorum} 名在 {decision}内签名；逾期不决，申请人可申诉。",
    ),
    "period": (
        "Shares are announced at most once in {period}, by anyone.",
        "任何人都可公示收取分摊，每两次至少相隔 {period}。",
    ),
    "notice": (
        "For {notice} after the announcement any other member can object; a case without objection is then paid.",
        "公示后 {notice}内，其他成员可提异议；无异议即给付。",
    ),
    "jury": (
        (
            "Objections and appeals go to {size} jurors drawn by lot, of whom {quorum} must vote: "
            "{commit} to seal votes, {reveal} to open them."
        ),
        "异议与申诉交由抽签选出的 {size} 名评审员，至少 {quorum} 人投票：封票 {commit}，开票 {reveal}。",
    ),
    "bond": (
        "Who objects or appeals puts up {bond}, lost if they fail; a juror who votes earns up to {reward}.",
        "提出异议或申诉须缴保证金 {bond}，败则没收；投票的评审员至多得 {reward}。",
    ),
    "lapse": (
        "Who holds less than {reserve} a unit after an announcement lapses; the rest stays theirs to take out.",
        "公示后每份余额低于 {reserve} 即失效；余额仍归本人，可随时取回。",
    ),
    "grace": (
        "Within {grace} a top-up that makes up for the shares missed restores them, with cover unbroken.",
        "{grace}内续存并补缴所缺分摊，即可恢复，保障不中断。",
    ),
    "no grace": ("There is no way back but joining anew.", "只能重新加入。"),
    "leaving": (
        "Anyone can leave at any time. They pay for the cases of the next announcement and take out the rest.",
        "任何人随时可以退出：再分摊下一次公示的各案，其余全部取回。",
    ),
    "gift": (
        "A share once paid is not given back. Who joins anew waits anew.",
        "已付的分摊不退还。重新加入者重新计算等待期。",
    ),
    "minimum": (
        "With fewer than {members} members for longer than {grace}, once there were so many, the plan closes itself.",
        "达到过 {members} 人之后，若不足此数超过 {grace}，计划自行终止。",
    ),
    "no minimum": (
        "No minimum: only a plan that all members have left for longer than {grace} closes itself.",
        "不设最低人数：仅当成员全部离开超过 {grace}，计划自行终止。",
    ),
    "powers": (
        "The operator, or a supervisor if there is one, can end it, too. Nobody can change a term or hold money back.",
        "运营方或监管方也可终止计划。任何人都不能更改条款，也不能扣住钱款。",
    ),
    "run off": (
        (
            "After a closing, cases of before are heard for {run_off}; then everyone takes out what is theirs, "
            "with their part of the surplus."
        ),
        "终止后 {run_off}内仍受理此前的病；之后成员取回各自余额及结余中的一份。",
    ),
    "no run off": (
        "After a closing no further case is heard; everyone takes out what is theirs, with their part of the surplus.",
        "终止后不再受理新的申请；成员取回各自余额及结余中的一份。",
    ),
    # around the sentences
    "sources": ("Sources", "出处"),
    "assumed": ("assumed", "假设"),
    "assumed keys": ("assumed: {keys}", "假设：{keys}"),
    "comma": (", ", "、"),
    "semicolon": ("; ", "；"),
    "unmarked": (
        (
            "Sentences without a mark hold for every plan on this ledger or follow from others. "
            "Assumed is what no source states. Amounts are in {symbol}."
        ),
        "没有标记的句子适用于本账本上的一切计划，或由其他句子得出。“假设”指没有出处。金额单位 {symbol}。",
    ),
    "hash": ("Plan hash: {digest}", "计划哈希：{digest}"),
    "source": ("Where it comes from: {source}.", "来源：{source}。"),
    "colon": ("{about}: {said}", "{about}：{said}"),
}

ABOUT: Mapping[str, tuple[str, str]] = {
    "prepay": ("prepayment", "预存"),
    "members": ("members", "成员"),
    "standing_order": ("standing order", "定期续存"),
    "fee": ("fee", "管理费"),
    "calendar": ("calendar", "日程"),
    "minimum": ("minimum", "最低人数"),
    "year": ("year", "年度"),
    "cap": ("cap", "上限"),
    "jury": ("jury", "赔审团"),
    "balance": ("balance", "余额"),
    "grace": ("grace", "宽限"),
    "waiting": ("waiting", "等待期"),
    "ended": ("ended", "结局"),
    "status": ("status", "状态"),
    "exit": ("exit", "退出"),
    "tenure": ("tenure", "会龄"),
    "tiers": ("tiers", "档"),
    "severe": ("severe cases", "重疾"),
    "deposit": ("deposit", "存入"),
    "dormant": ("dormant accounts", "休眠账户"),
    "rounding": ("rounding", "进位"),
    "upgrade": ("several cases", "多次给付"),
    "promise1": ("first promise", "承诺一"),
    "promise2": ("second promise", "承诺二"),
    "promise3": ("third promise", "承诺三"),
    "promise4": ("fourth promise", "承诺四"),
}
"""What the presets' notes on their platforms are about; a plan file may have others."""

UNITS: Mapping[str, tuple[str, str]] = {
    "d": ("days", "天"),
    "h": ("hours", "小时"),
    "min": ("minutes", "分钟"),
    "s": ("seconds", "秒"),
}


@dataclass(frozen=True, slots=True)
class Words:
    """Speaks one language of `LANGUAGES`; `decimals` are those of the plan's currency."""

    language: str
    decimals: int

    def say(self, key: str, **values: object) -> str:
        """The sentence of that key, with the values in their places."""
        return SENTENCES[key][LANGUAGES.index(self.language)].format(**values)

    def part(self, part: str) -> str:
        """The question that a part answers."""
        return PARTS[part][LANGUAGES.index(self.language)]

    def about(self, key: str) -> str:
        """What a platform's note is about."""
        return ABOUT[key][LANGUAGES.index(self.language)] if key in ABOUT else key.replace("_", " ")

    def money(self, amount: int) -> str:
        """An amount: `34,000`, `0.10`, `0.125`."""
        whole, _, part = format_amount(amount, self.decimals).partition(".")
        return f"{int(whole):,}.{part:0<2}" if part else f"{int(whole):,}"

    def time(self, seconds: int) -> str:
        """A duration: `90 days`, `90 天`, `730 hours`."""
        number, unit = format_duration(seconds).split()
        words = UNITS[unit][LANGUAGES.index(self.language)]
        return f"{number} {words[:-1] if number == '1' and self.language == 'en' else words}"

    def join(self, sentences: list[str]) -> str:
        """Sentences one after the other, as the language writes them."""
        return ("" if self.language == "zh" else " ").join(sentences)
