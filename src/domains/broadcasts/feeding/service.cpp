#include "domains/broadcasts/feeding/service.hpp"

#include <algorithm>
#include <iterator>
#include <limits>
#include <map>

#include "core/crash_site.hpp"
#include "core/error.hpp"
#include "core/json_read.hpp"
#include "core/json_write.hpp"
#include "core/log.hpp"
#include "domains/broadcasts/job_names.hpp"
#include "domains/broadcasts/ledger/settled.hpp"
#include "domains/broadcasts/repo.hpp"
#include "domains/templates/pictures/mark.hpp"

namespace promo::broadcasts::feeding {
namespace {

using core::CrashSite;
using jobs::Outcome;
using ledger::Recipient;
using messaging::outbox::Ended;
using messaging::outbox::Kind;
using messaging::outbox::Message;

constexpr std::chrono::seconds kBetweenRuns{1};
constexpr std::chrono::minutes kSuspendedPause{1};
constexpr std::int64_t kMostAtOnce = messaging::outbox::kMostPut;
constexpr int kAttempts = 1'000;
// Telegram lets a bot take back what it said within two days.
constexpr std::int64_t kRemovalsAtOnce = 100;

template <class... Ts>
struct Visitor : Ts... {
    using Ts::operator()...;
};
template <class... Ts>
Visitor(Ts...) -> Visitor<Ts...>;

std::vector<std::int64_t> chats_of(const std::vector<std::string>& keys) {
    std::vector<std::int64_t> chats;
    for (const auto& key : keys) {
        if (const auto chat = ledger::chat_in(key); chat && key.starts_with("b:")) chats.push_back(*chat);
    }
    return chats;
}

std::vector<std::int64_t> chats_of(const std::vector<Ended>& ended) {
    std::vector<std::int64_t> chats;
    for (const auto& each : ended) {
        if (const auto chat = ledger::chat_in(each.key)) chats.push_back(*chat);
    }
    return chats;
}

}  // namespace

void Service::request(db::Tx& tx, const core::TenantId& tenant, const std::string& id, core::Timestamp now) {
    queue_.enqueue(tx,
                   {.tenant = tenant,
                    .kind = std::string(kFeedJob),
                    .payload = core::json::to_text(JobPayload{id}),
                    .dedupe_key = id,
                    .max_attempts = kAttempts},
                   now);
}

std::variant<Material, std::string> Service::material(const core::TenantId& tenant, const Broadcast& broadcast) {
    const auto of = tenants_.find(tenant);
    if (!of) return "This workspace is not there any more.";
    Material found{.workspace = core::TimeZone::find(of->time_zone).value_or(core::TimeZone::utc())};
    const auto chosen = database_.read(tenant, [&](db::Tx& tx) { return repo::messages_per_second(tx, tenant); });
    const auto allowed = chosen.value_or(kUsualPerSecond);
    found.per_second = std::min(allowed, broadcast.timing.per_second.value_or(allowed));
    if (broadcast.telegram_id && !is_connected_(tenant, *broadcast.telegram_id))
        return "The bot that it began with is not connected any more. Connect it again, then resume.";
    const auto& picture = broadcast.content.picture;
    if (!picture || picture->kind != PictureKind::template_) return found;
    const auto template_ = templates_.find(tenant, picture->template_.value_or(""));
    if (!template_ || !template_->faces.contains(picture->variant.value_or(templates::Variant::square)))
        return "The template of its picture is not there any more. Duplicate the broadcast and choose another one.";
    found.picture = {template_->faces.at(picture->variant.value()), templates::pictures::mark_of(*of)};
    return found;
}

// The job ends in the transaction that decides so: whoever gives the broadcast something to do just then waits for its
// lock, and asks for a job after this one is over.
Outcome Service::feed(const jobs::JobContext& context) {
    const auto& tenant = context.job.tenant_id;
    const auto id = core::json::parse<JobPayload>(context.job.payload).broadcast;
    const auto seen = database_.read(tenant, [&](db::Tx& tx) { return repo::find(tx, tenant, id); });
    if (!seen) return Outcome::done();
    const auto of = tenants_.find(tenant);
    if (of && of->status == tenants::TenantStatus::suspended) return Outcome::snooze(clock_.now() + kSuspendedPause);
    const auto found = material(tenant, *seen);
    database_.transact(tenant, [&](db::Tx& tx) {
        const auto now = clock_.now();
        auto outcome = Outcome::done();
        auto broadcast = repo::lock(tx, tenant, id);
        if (broadcast && broadcast->retract_after) {
            outcome = feed_removals(tx, tenant, *broadcast, now);
        } else if (broadcast && broadcast->state == State::running) {
            if (const auto* problem = std::get_if<std::string>(&found))
                stand_still(tx, tenant, *broadcast, *problem, now);
            else
                outcome = feed_messages(tx, tenant, *broadcast, std::get<Material>(found), now);
        }
        if (broadcast) repo::save(tx, tenant, *broadcast);
        queue_.finish(tx, context.job, outcome, now);
    });
    core::crash_site(CrashSite::broadcasts_fed);
    return Outcome::settled();
}

Outcome Service::feed_messages(db::Tx& tx, const core::TenantId& tenant, Broadcast& broadcast, const Material& material,
                               core::Timestamp now) {
    const ledger::repo::Of of{tenant, broadcast.id};
    const auto room = std::min(most_queued(material) - broadcast.counts.queued, kMostAtOnce);
    std::vector<Message> messages;
    std::vector<Recipient> queued;
    std::vector<Recipient> others;
    const auto candidates = room <= 0 ? std::vector<ledger::repo::Candidate>()
                                      : ledger::repo::due(tx, of, broadcast.telegram_id.value(), now, room);
    for (const auto& candidate : candidates) {
        auto recipient = candidate.recipient;
        std::visit(Visitor{[&](const Skip& skip) {
                               recipient.state = skip.state;
                               recipient.reason = skip.reason;
                               recipient.done_at = now;
                               broadcast.counts.move(RecipientState::waiting, skip.state);
                               others.push_back(std::move(recipient));
                           },
                           [&](const Later& later) {
                               recipient.due_at = later.due_at;
                               others.push_back(std::move(recipient));
                           },
                           [&](Message message) {
                               messages.push_back(std::move(message));
                               queued.push_back(std::move(recipient));
                           }},
                   turn_of(broadcast, material, candidate, now));
    }
    ledger::repo::save(tx, of, others);
    put(tx, tenant, broadcast, std::move(messages), std::move(queued), now);
    if (broadcast.counts.open() == 0) {
        broadcast.state = State::finished;
        broadcast.finished_at = now;
        broadcast.updated_at = now;
        return Outcome::done();
    }
    if (!others.empty() && static_cast<std::int64_t>(candidates.size()) == room) return Outcome::snooze(now);
    const auto next = broadcast.counts.queued > 0 ? std::nullopt : ledger::repo::next_due(tx, of);
    return Outcome::snooze(std::max(next.value_or(now), now + kBetweenRuns));
}

void Service::put(db::Tx& tx, const core::TenantId& tenant, Broadcast& broadcast, std::vector<Message> messages,
                  std::vector<Recipient> recipients, core::Timestamp now) {
    if (messages.empty()) return;
    if (const auto pace = broadcast.timing.per_second) {
        for (auto& message : messages) {
            message.due_at = std::max(now, broadcast.fed_until.value_or(now));
            broadcast.fed_until = *message.due_at + core::Duration(std::chrono::seconds(1)) / *pace;
        }
    }
    const auto ids = outbox_.put_all(tx, tenant, messages, now);
    for (std::size_t i = 0; i < recipients.size(); ++i) {
        auto& recipient = recipients[i];
        recipient.outbox_id = ids[i];
        // One that the outbox had before this transaction: nothing of ours knows what became of it.
        recipient.state = ids[i] ? RecipientState::queued : RecipientState::unknown;
        broadcast.counts.move(RecipientState::waiting, recipient.state);
    }
    ledger::repo::save(tx, {tenant, broadcast.id}, recipients);
}

// Begins when the last of its messages has ended, so that none arrives behind it.
Outcome Service::feed_removals(db::Tx& tx, const core::TenantId& tenant, Broadcast& broadcast, core::Timestamp now) {
    const ledger::repo::Of of{tenant, broadcast.id};
    const auto room = kRemovalsAtOnce - broadcast.removing;
    if (broadcast.counts.queued > 0 || room <= 0) return Outcome::snooze(now + kBetweenRuns);
    auto recipients = ledger::repo::list(tx, of, RecipientState::sent, *broadcast.retract_after, room);
    if (recipients.empty()) {
        if (broadcast.removing > 0) return Outcome::snooze(now + kBetweenRuns);
        broadcast.retract_after.reset();
        broadcast.updated_at = now;
        return Outcome::done();
    }
    broadcast.retract_after = recipients.back().chat_id;
    std::vector<Message> messages;
    for (auto& recipient : recipients) {
        if (!recipient.message_id) {
            recipient.reason = ledger::kNotRemoved;
            recipient.error = "Telegram did not say which message it is.";
            continue;
        }
        ++recipient.round;
        recipient.reason = ledger::kRemoving;
        messages.push_back({.telegram_id = broadcast.telegram_id.value(),
                            .kind = Kind::broadcast_removal,
                            .key = ledger::removal_key_of(broadcast.id, recipient),
                            .cause = cause_of(broadcast.id),
                            .call = messaging::delete_message(recipient.chat_id, *recipient.message_id)});
    }
    outbox_.put_all(tx, tenant, messages, now);
    broadcast.removing += static_cast<std::int64_t>(messages.size());
    ledger::repo::save(tx, of, recipients);
    return Outcome::snooze(now + kBetweenRuns);
}

std::vector<std::string> Service::withdraw(db::Tx& tx, const core::TenantId& tenant, const std::string& id,
                                           core::Timestamp now) {
    return outbox_.withdraw(tx, tenant, cause_of(id), now);
}

void Service::take_back(db::Tx& tx, const core::TenantId& tenant, Broadcast& broadcast,
                        std::vector<std::string> withdrawn, RecipientState to, core::Timestamp now) {
    const ledger::repo::Of of{tenant, broadcast.id};
    std::ranges::move(withdraw(tx, tenant, broadcast.id, now), std::back_inserter(withdrawn));
    auto recipients = ledger::repo::find(tx, of, chats_of(withdrawn));
    std::erase_if(recipients, [](const Recipient& each) { return each.state != RecipientState::queued; });
    for (auto& recipient : recipients) {
        recipient.state = to;
        if (to == RecipientState::cancelled) recipient.done_at = now;
        if (to == RecipientState::waiting) {
            recipient.outbox_id.reset();
            ++recipient.round;
        }
        broadcast.counts.move(RecipientState::queued, to);
    }
    ledger::repo::save(tx, of, recipients);
}

void Service::stand_still(db::Tx& tx, const core::TenantId& tenant, Broadcast& broadcast, std::string problem,
                          core::Timestamp now) {
    core::log::warn("broadcasts.stands_still", {{"tenant", tenant}, {"broadcast", broadcast.id}, {"problem", problem}});
    take_back(tx, tenant, broadcast, {}, RecipientState::waiting, now);
    audit_.record(tx, tenant, core::system_actor("broadcasts"),
                  {"broadcast.paused", broadcast.id, {{"problem", problem}}}, now);
    broadcast.state = State::paused;
    broadcast.problem = std::move(problem);
    broadcast.updated_at = now;
}

void Service::note(db::Tx& tx, std::span<const Ended> ended) {
    // In one order for everybody who locks several.
    std::map<std::pair<core::TenantId, std::string>, std::vector<Ended>> of;
    for (const auto& each : ended) {
        if (each.kind != Kind::broadcast && each.kind != Kind::broadcast_removal) continue;
        if (const auto id = broadcast_of(each.cause)) of[{each.tenant_id, *id}].push_back(each);
    }
    for (const auto& [name, each] : of)
        note_one(tx, name.first, name.second, each);
    if (!of.empty()) core::crash_site(CrashSite::broadcasts_noted);
}

void Service::note_one(db::Tx& tx, const core::TenantId& tenant, const std::string& id,
                       const std::vector<Ended>& ended) {
    auto broadcast = repo::lock(tx, tenant, id);
    if (!broadcast) return;
    std::map<std::int64_t, Recipient> recipients;
    for (auto& recipient : ledger::repo::find(tx, {tenant, id}, chats_of(ended)))
        recipients.emplace(recipient.chat_id, std::move(recipient));
    std::map<std::int64_t, Recipient> changed;
    std::string last_error;
    std::int64_t done = 0;
    for (const auto& each : ended) {
        const auto found = recipients.find(ledger::chat_in(each.key).value_or(0));
        if (found == recipients.end()) continue;
        auto after = ledger::settled(found->second, each, life(broadcast->timing));
        if (!after) continue;
        // Nobody feeds it any more.
        if (broadcast->is_over() && after->state == RecipientState::waiting) after->state = RecipientState::cancelled;
        if (found->second.state == RecipientState::queued) ++done;
        if (found->second.reason == ledger::kRemoving) --broadcast->removing;
        broadcast->counts.move(found->second.state, after->state);
        if (ledger::is_our_fault(each)) {
            ++broadcast->failures_in_row;
            last_error = each.error;
        } else if (each.kind == Kind::broadcast && each.state != messaging::outbox::State::unknown) {
            broadcast->failures_in_row = 0;
        }
        found->second = *after;
        changed.insert_or_assign(after->chat_id, *after);
    }
    if (changed.empty()) return;
    std::vector<Recipient> rows;
    for (auto& [chat, recipient] : changed)
        rows.push_back(std::move(recipient));
    ledger::repo::save(tx, {tenant, id}, rows);
    const auto now = clock_.now();
    if (done > 0) broadcasts::note(broadcast->pace, done, now);
    if (broadcast->state == State::running && broadcast->failures_in_row >= kMostFailuresInRow) {
        stand_still(tx, tenant, *broadcast,
                    std::to_string(broadcast->failures_in_row) + " messages in a row were not taken (" + last_error +
                        "). Mend that, then resume; those that failed can be tried again.",
                    now);
    }
    repo::save(tx, tenant, *broadcast);
}

}  // namespace promo::broadcasts::feeding
