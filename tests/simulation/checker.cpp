#include "checker.hpp"

#include <algorithm>

#include "core/json_read.hpp"
#include "domains/messaging/outbox/kind.hpp"

namespace promo::simulation {
namespace {

namespace outbox = messaging::outbox;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::string_view kRepeated = "Sent again";
constexpr std::size_t kMostOfABotInASecond = 30;
constexpr std::size_t kMostOfAGroupInAMinute = 20;
constexpr std::size_t kBurstOfAChat = 3;
constexpr seconds kCancelCounts{2};
constexpr seconds kNoted{5};  // by then what a node has heard is in the database
constexpr seconds kLongestWait{5};
constexpr seconds kLeasesHold{5};  // as far as clocks may differ
constexpr minutes kCalm{3};

constexpr db::Sql kRow{"simulation.row", R"sql(
SELECT rowid AS place, idem_key, kind, policy, state, stream, attempt, cause, due_at, not_after
FROM outbox WHERE tenant_id = $1 AND idem_key = $2
)sql"};
constexpr db::Sql kRowOfBroadcast{"simulation.row_of_broadcast", R"sql(
SELECT rowid AS place, idem_key, kind, policy, state, stream, attempt, cause, due_at, not_after
FROM outbox WHERE tenant_id = $1 AND cause = $2 AND chat_id = $3 AND kind = 'broadcast' ORDER BY rowid DESC LIMIT 1
)sql"};
constexpr db::Sql kEndedBefore{"simulation.ended_before", R"sql(
SELECT max(done_at) FROM outbox WHERE telegram_id = $1 AND stream = $2 AND rowid < $3
)sql"};
constexpr db::Sql kUpdateState{"simulation.update_state", R"sql(
SELECT state FROM inbound_updates WHERE telegram_id = $1 AND update_id = $2
)sql"};

struct Arguments {
    std::optional<std::int64_t> chat_id;
    std::optional<std::string> text;
};
BOOST_DESCRIBE_STRUCT(Arguments, (), (chat_id, text))

struct Marker {
    std::string tenant;
    std::string key;
};

std::optional<Marker> marker_in(const std::string& text) {
    const auto begin = text.find("[[");
    const auto middle = text.find('|', begin);
    const auto end = text.find("]]", middle);
    if (end == std::string::npos) return std::nullopt;
    return Marker{text.substr(begin + 2, middle - begin - 2), text.substr(middle + 1, end - middle - 1)};
}

void forget_before(std::deque<Timestamp>& times, Timestamp before) {
    while (!times.empty() && times.front() <= before)
        times.pop_front();
}

std::size_t count_since(const std::deque<Timestamp>& times, Timestamp since) {
    return static_cast<std::size_t>(times.end() - std::upper_bound(times.begin(), times.end(), since));
}

bool counts_for_pace(const std::string& method) {
    return method.starts_with("send") && method != "sendChatAction";
}

}  // namespace

struct Checker::Row {
    std::int64_t place = 0;
    std::string idem_key;
    outbox::Kind kind = outbox::Kind::reply;
    std::optional<outbox::Policy> policy;
    std::string state;
    std::string stream;
    int attempt = 0;
    std::string cause;
    Timestamp due_at;
    Timestamp not_after;

    BOOST_DESCRIBE_CLASS(Row, (), (place, idem_key, kind, policy, state, stream, attempt, cause, due_at, not_after), (),
                         ())
};

void Checker::broken(std::string invariant, const Sent& sent, const std::string& text) {
    trace_.broken(std::move(invariant), sent.tenant + '|' + sent.key + ' ' + sent.method + " of bot " +
                                            std::to_string(sent.bot) + " to " + std::to_string(sent.chat) + ": " +
                                            text);
}

std::optional<Checker::Row> Checker::row_of(const Sent& sent) {
    return database_.look([&](db::Tx& tx) {
        if (sent.key.starts_with("broadcast:")) return tx.maybe<Row>(kRowOfBroadcast, sent.tenant, sent.key, sent.chat);
        return tx.maybe<Row>(kRow, sent.tenant, sent.key);
    });
}

Sent Checker::on_send(const Circumstances& node, std::int64_t bot, const std::string& method,
                      const std::string& arguments) {
    Sent sent{.number = ++tally_.sends,
              .node = node.node,
              .at = events_.now(),
              .cannot_know = node.cannot_know,
              .clocks_differ = node.worst_clock_error > kLeasesHold,
              .bot = bot,
              .chat = 0,
              .method = method,
              .tenant = {},
              .key = {}};
    const auto parsed = core::json::try_parse<Arguments>(arguments);
    if (parsed) {
        sent.chat = parsed.value->chat_id.value_or(0);
        if (const auto marker = marker_in(parsed.value->text.value_or(""))) {
            sent.tenant = marker->tenant;
            sent.key = marker->key;
        }
    }
    std::size_t in_flight = 1;
    for (const auto& [number, other] : open_)
        in_flight += other.node == node.node && other.bot == bot ? 1 : 0;
    if (in_flight > most_in_flight_) broken("I-27", sent, "too many requests of one bot are on their way");
    if (!sent.key.empty()) {
        if (bots_[bot] != sent.tenant) broken("I-14", sent, "the bot belongs to " + bots_[bot]);
        look_at_row(node, sent);
    }
    look_at_blocked(node, sent);
    look_at_gates(node, sent);
    if (counts_for_pace(method)) look_at_pace(node, sent);
    open_.emplace(sent.number, sent);
    return sent;
}

void Checker::look_at_row(const Circumstances& node, const Sent& sent) {
    const auto row = row_of(sent);
    if (!row) return broken("I-04", sent, "nobody has committed it");
    if (row->cause.starts_with("update:")) {
        const auto update = row->cause.substr(row->cause.rfind(':') + 1);
        const auto state = database_.look([&](db::Tx& tx) {
            return tx.maybe<std::string>(kUpdateState, sent.bot, static_cast<std::int64_t>(std::stoll(update)));
        });
        if (state != "done") broken("I-04", sent, "its update is not done but " + state.value_or("nowhere"));
    }
    if (node.cannot_know) return;
    if (row->state != "sending") broken("I-04", sent, "it was not claimed: it is " + row->state);
    const bool is_late = row->not_after < events_.now() + node.clock_error - milliseconds(1);
    const bool is_broadcast = row->cause.starts_with("broadcast:");
    // Whoever stops a broadcast makes what is claimed of it too late for another try: not for the one under way.
    if (is_late && !(node.stood_still && is_broadcast)) broken("I-25", sent, "it has expired");
    if (node.stood_still) return;
    if (is_broadcast) {
        const auto cancelled = cancelled_.find(row->cause.substr(std::string_view("broadcast:").size()));
        if (cancelled != cancelled_.end() && cancelled->second + kCancelCounts < events_.now())
            broken("I-23", sent, "its broadcast was cancelled at " + core::to_iso8601(cancelled->second));
    }
    if (row->kind == outbox::Kind::reply && row->attempt == 1) look_at_waiting(node, sent, *row);
}

// From the moment when Telegram was told that we have the update. Clocks that differ make people wait.
void Checker::look_at_waiting(const Circumstances& node, const Sent& sent, const Row& row) {
    const auto update = acknowledged_.find({sent.bot, std::stoll(row.cause.substr(row.cause.rfind(':') + 1))});
    if (update == acknowledged_.end() || node.worst_clock_error > seconds(1)) return;
    if (update->second <= clock_set_) return;  // a clock that was wrong may have said when it is due
    // What was said before in this chat leaves before.
    const auto before = database_.look(
        [&](db::Tx& tx) { return tx.one<std::optional<Timestamp>>(kEndedBefore, sent.bot, row.stream, row.place); });
    const auto since = std::max({update->second, calm_since_ + kCalm, before.value_or(Timestamp{})});
    if (events_.now() - since > kLongestWait) broken("I-24", sent, "it has waited since " + core::to_iso8601(since));
}

void Checker::look_at_pace(const Circumstances& node, const Sent& sent) {
    const auto now = events_.now();
    auto& of_bot = of_bot_[sent.bot];
    auto& of_chat = of_chat_[{sent.bot, sent.chat}];
    of_bot.push_back(now);
    of_chat.push_back(now);
    forget_before(of_bot, now - seconds(1));
    forget_before(of_chat, now - minutes(1));
    if (node.cannot_know) return;
    if (of_bot.size() > kMostOfABotInASecond) broken("I-17", sent, "more than 30 of one bot in a second");
    const bool is_group = sent.chat < 0;
    if (is_group && of_chat.size() > kMostOfAGroupInAMinute)
        broken("I-17", sent, "more than 20 to a group in a minute");
    for (const std::size_t window : {1U, 5U, 20U}) {
        if (count_since(of_chat, now - seconds(static_cast<int>(window))) > kBurstOfAChat + window)
            broken("I-17", sent, "too many to one chat in " + std::to_string(window) + " s");
    }
}

void Checker::on_pace_refused(const Sent& sent, std::chrono::seconds wait, bool planned) {
    if (!planned) ++tally_.refused_for_pace;
    disturbed();
    auto& gate = gates_[{sent.bot, sent.chat}];
    if (events_.now() + wait > gate.until) gate = {events_.now(), events_.now() + wait};
}

// The chat that was told to wait, whoever has the bot meanwhile. What other chats may is for Telegram to say.
void Checker::look_at_gates(const Circumstances& node, const Sent& sent) {
    const auto gate = gates_.find({sent.bot, sent.chat});
    if (gate == gates_.end() || node.cannot_know || sent.key.empty()) return;
    const auto now = events_.now();
    // A clock that was set makes a gate longer or shorter: nobody can say how long a minute is then.
    if (std::chrono::abs(node.clock_error) > seconds(1)) return;
    if (now > gate->second.closed_at + kNoted && now < gate->second.until - seconds(1))
        broken("I-18", sent, "Telegram wants to hear nothing until " + core::to_iso8601(gate->second.until));
}

void Checker::on_arrival(const Sent& sent, const std::string& arguments) {
    ++tally_.arrivals;
    if (sent.key.empty()) return;
    const auto row = row_of(sent);
    if (!row) return broken("I-04", sent, "it has arrived, and nobody has committed it");
    auto& known = known_[sent.tenant + '|' + row->idem_key];
    ++known.arrivals;
    const auto& rule = outbox::rule(row->kind);
    const auto policy = row->policy.value_or(rule.policy);
    // Whose machine was stopped with its clocks, between the claim and the request, cannot know that others went on.
    trace_.note("arrived", sent.node, sent.chat, sent.key);
    if (known.arrivals == 1) {
        known.first_node = sent.node;
        known.first_sent = sent.at;
        auto& last = last_place_[{sent.bot, row->stream}];
        if (policy != outbox::Policy::idempotent && !sent.cannot_know && !sent.clocks_differ && row->place < last)
            broken("I-16", sent, "what was said later has arrived before");
        last = std::max(last, row->place);
        return;
    }
    ++tally_.repeats;
    if (policy == outbox::Policy::idempotent || sent.cannot_know) return;
    if (policy == outbox::Policy::at_most_once) return broken("I-01", sent, "it has arrived twice");
    if (known.arrivals > 1 + std::max(rule.repeats, 1)) return broken("I-02", sent, "it was repeated too often");
    if (known.arrivals > 1 + known.in_doubt && !is_doubtful(known) && !sent.clocks_differ)
        return broken("I-02", sent, "it was repeated without a doubt");
    if (arguments.find(kRepeated) == std::string::npos) broken("I-02", sent, "the copy does not say that it is one");
}

bool Checker::is_doubtful(const Known& known) const {
    const auto trouble = troubles_.find(known.first_node);
    const bool in_trouble = trouble != troubles_.end() && trouble->second >= known.first_sent;
    return known.in_doubt > 0 || in_trouble || outage_ >= known.first_sent;
}

void Checker::on_blocked(const Sent& sent) {
    if (!database_is_down_) blocked_.try_emplace({sent.bot, sent.chat}, Blocked{sent.node, events_.now()});
}

// Who was told knows at once, the others when it has noted it; unless it came to grief before.
void Checker::look_at_blocked(const Circumstances& node, const Sent& sent) {
    const auto blocked = blocked_.find({sent.bot, sent.chat});
    if (blocked == blocked_.end() || node.stood_still) return;
    const auto& [told, at] = blocked->second;
    const auto trouble = troubles_.find(told);
    const bool is_lost = (trouble != troubles_.end() && trouble->second >= at && trouble->second <= at + kNoted) ||
                         (outage_ >= at && outage_ <= at + kNoted);
    if (is_lost) {
        blocked_.erase(blocked);
    } else if (told == node.node || events_.now() > at + kNoted) {
        broken("I-22", sent, "he has blocked the bot, and it was told at " + core::to_iso8601(at));
    }
}

void Checker::on_heard_of(std::int64_t bot, std::int64_t chat) {
    blocked_.erase({bot, chat});
}

void Checker::on_answer(const Sent& sent, bool in_doubt) {
    open_.erase(sent.number);
    if (!in_doubt) return;
    ++tally_.in_doubt;
    disturbed();
    if (sent.key.empty()) return;
    if (const auto row = row_of(sent)) ++known_[sent.tenant + '|' + row->idem_key].in_doubt;
}

void Checker::on_death(int node) {
    ++tally_.deaths;
    troubles_[node] = events_.now();
    disturbed();
    std::vector<Sent> lost;
    for (const auto& [number, sent] : open_) {
        if (sent.node == node) lost.push_back(sent);
    }
    for (const auto& sent : lost)
        on_answer(sent, true);
}

void Checker::on_stand_still(int node) {
    ++tally_.stood_still;
    troubles_[node] = events_.now();
    disturbed();
}

void Checker::on_outage(bool begins) {
    outage_ = events_.now();
    database_is_down_ = begins;
    disturbed();
}

void Checker::on_clock_set() {
    clock_set_ = events_.now();
    disturbed();
}

void Checker::on_update(std::int64_t bot, std::int64_t update) {
    ++tally_.updates;
    acknowledged_.try_emplace({bot, update}, events_.now());
}

void Checker::on_epoch(std::int64_t epoch) {
    if (epoch < last_epoch_) {
        trace_.broken("I-15",
                      "epoch " + std::to_string(epoch) + " has committed after epoch " + std::to_string(last_epoch_));
    }
    last_epoch_ = std::max(last_epoch_, epoch);
}

}  // namespace promo::simulation
