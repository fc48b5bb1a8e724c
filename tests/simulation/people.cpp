#include "people.hpp"

#include <cmath>

#include "core/actor.hpp"
#include "core/error.hpp"
#include "process.hpp"

namespace promo::simulation {
namespace {

constexpr double kBlocksAtOnce = 0.05;  // who has just written
constexpr double kMessagesInAnHour = 60;
constexpr double kBroadcastsInAnHour = 0.5;

const core::Actor kAdministrator{
    .kind = core::ActorKind::user, .id = "u1", .name = "an administrator", .address = {}, .request_id = {}};

constexpr db::Sql kOpenBroadcasts{"simulation.open_broadcasts", R"sql(
SELECT tenant_id, id, state FROM broadcasts WHERE state IN ('running', 'paused') ORDER BY id
)sql"};

}  // namespace

struct People::Open {
    std::string tenant_id;
    std::string id;
    broadcasts::State state = broadcasts::State::draft;

    BOOST_DESCRIBE_CLASS(Open, (), (tenant_id, id, state), (), ())
};

People::People(Surroundings& around, std::uint64_t seed, SomeNode some_node)
    : around_(around), some_node_(std::move(some_node)), dice_(seed + 23) {}

Duration People::until_next(double in_an_hour) {
    return Duration(static_cast<Duration::rep>(-std::log(1 - dice_.unit()) / in_an_hour * 3'600e6));
}

std::pair<Tenant*, std::int64_t> People::somebody(core::Entropy& dice) {
    auto& tenants = around_.outside.tenants();
    auto& tenant = tenants[dice.number() % tenants.size()];
    return {&tenant, tenant.people[dice.number() % tenant.people.size()]};
}

void People::repeatedly(double in_an_hour, const std::function<void()>& what) {
    around_.events.after(until_next(in_an_hour), [this, in_an_hour, what] {
        if (resting_) return;
        what();
        repeatedly(in_an_hour, what);
    });
}

void People::live() {
    repeatedly(kMessagesInAnHour, [this] { write(); });
    repeatedly(kBroadcastsInAnHour, [this] { announce(); });
}

void People::rest() {
    resting_ = true;
    around_.events.after(std::chrono::minutes(1), [this] { resume_all(); });
}

void People::write() {
    const auto [tenant, person] = somebody(dice_);
    if (blocking_.contains({tenant->bot, person})) return;
    sandbox::telegram::SendAs message;
    message.chat = std::to_string(tenant->bot) + ':' + std::to_string(person);
    message.user = person;
    message.text = "hello";
    around_.outside.world().send(message);
    auto& faults = around_.faults;
    if (!faults.has(FaultClass::blocks) || faults.over() || faults.unit(FaultClass::blocks) > kBlocksAtOnce) return;
    around_.events.after(
        faults.between(FaultClass::blocks, std::chrono::milliseconds(1), std::chrono::milliseconds(100)),
        [this, tenant, person] {
            if (!blocking_.contains({tenant->bot, person})) block_or_come_back(*tenant, person);
        });
}

void People::block_or_come_back() {
    const auto [tenant, person] = somebody(around_.faults.dice(FaultClass::blocks));
    block_or_come_back(*tenant, person);
}

void People::block_or_come_back(Tenant& tenant, std::int64_t person) {
    const bool blocks = blocking_.insert({tenant.bot, person}).second;
    if (!blocks) blocking_.erase({tenant.bot, person});
    around_.trace.note(blocks ? "blocks" : "comes back", -1, person);
    if (!blocks) around_.checker.on_heard_of(tenant.bot, person);
    try {
        around_.outside.world().block({.bot = tenant.bot, .user = person, .blocked = blocks});
    } catch (const core::Refusal&) {
        // Whoever has never talked to a bot cannot block it.
        blocking_.erase({tenant.bot, person});
    }
}

bool People::ask(const std::function<void(Node::Process&)>& what) {
    auto* node = some_node_();
    bool done = false;
    if (!node) return false;
    node->act([&](Node::Process& process) {
        try {
            what(process);
            done = true;
        } catch (const db::Error&) {
            done = false;
        } catch (const core::Refusal&) {
            done = false;
        }
    });
    return done;
}

void People::announce() {
    const core::TenantId tenant(somebody(dice_).first->id);
    broadcasts::Draft draft;
    draft.name = "News";
    draft.timing.expires_hours = dice_.unit() < 0.5 ? 1 : 24;
    // Who regrets does so soon, while some of it has not left.
    auto& faults = around_.faults;
    const bool regrets =
        faults.has(FaultClass::operator_acts) && !faults.over() && faults.unit(FaultClass::operator_acts) < 0.7;
    if (regrets) draft.timing.per_second = 1;
    draft.timing.in_doubt = dice_.unit() < 0.5 ? broadcasts::InDoubt::never_twice : broadcasts::InDoubt::never_miss;
    ask([&](Node::Process& process) {
        const auto made = process.broadcasts.create(tenant, kAdministrator, draft, {});
        draft.content.text = "[[" + tenant.str() + "|broadcast:" + made.id + "]] news";
        process.broadcasts.change(tenant, kAdministrator, made.id, draft, made.revision);
        process.broadcasts.start(tenant, kAdministrator, made.id);
        around_.trace.note("broadcast", -1, 0, made.id);
    });
    if (!regrets) return;
    around_.events.after(faults.between(FaultClass::operator_acts, std::chrono::seconds(1), std::chrono::seconds(12)),
                         [this] { operate(); });
}

std::vector<People::Open> People::open_broadcasts() {
    return around_.database.look([](db::Tx& tx) { return tx.all<Open>(kOpenBroadcasts); });
}

void People::operate() {
    const auto open = open_broadcasts();
    if (open.empty()) return;
    auto& dice = around_.faults.dice(FaultClass::operator_acts);
    const auto& one = open[dice.number() % open.size()];
    const core::TenantId tenant(one.tenant_id);
    if (dice.unit() < 0.4) {
        const bool done =
            ask([&](Node::Process& process) { process.broadcasts.cancel(tenant, kAdministrator, one.id); });
        if (done) around_.checker.on_cancelled(one.id);
        around_.trace.note(done ? "cancelled" : "not cancelled", -1, 0, one.id);
        return;
    }
    const bool resumes = one.state == broadcasts::State::paused;
    around_.trace.note(resumes ? "resumed" : "paused", -1, 0, one.id);
    ask([&](Node::Process& process) {
        resumes ? process.broadcasts.resume(tenant, kAdministrator, one.id)
                : process.broadcasts.pause(tenant, kAdministrator, one.id);
    });
}

void People::resume_all() {
    for (const auto& one : open_broadcasts()) {
        if (one.state != broadcasts::State::paused) continue;
        ask([&](Node::Process& process) {
            process.broadcasts.resume(core::TenantId(one.tenant_id), kAdministrator, one.id);
        });
    }
}

}  // namespace promo::simulation
