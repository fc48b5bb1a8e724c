#include "sandbox/telegram/world.hpp"

#include "core/error.hpp"
#include "core/json_write.hpp"
#include "core/log.hpp"
#include "sandbox/telegram/dispatch.hpp"
#include "sandbox/telegram/files.hpp"
#include "sandbox/telegram/world_state.hpp"

namespace promo::sandbox::telegram {

namespace {

constexpr double kLeastRate = 0.01;
constexpr double kMostRate = 100'000;
constexpr std::chrono::milliseconds kMostLatency{10'000};

struct WebhookAnswer {
    std::optional<std::string> method;
};
BOOST_DESCRIBE_STRUCT(WebhookAnswer, (), (method))

std::string without_member(const std::string& json, std::string_view dropped) {
    const core::json::Document document(json);
    const auto root = document.root();
    std::string rest;
    core::json::Writer writer(rest);
    writer.begin_object();
    for (std::size_t i = 0; i < root.size(); ++i) {
        const auto [key, value] = root.entry(i);
        if (key == dropped) continue;
        writer.key(key);
        writer.raw(value.raw());
    }
    writer.end_object();
    return rest;
}

}  // namespace

World::Entry::Entry(Impl& impl)
    : impl_(impl),
      lock_(impl.mutex),
      calls_before_(
          impl.state.records.calls().empty() ? 0 : static_cast<std::size_t>(impl.state.records.calls().back().id)) {}

World::Entry::~Entry() {
    const auto changed = std::exchange(impl_.state.changed, {});
    const bool queued = std::exchange(impl_.state.queued, false);
    const auto& calls = impl_.state.records.calls();
    const bool called = !calls.empty() && static_cast<std::size_t>(calls.back().id) != calls_before_;
    lock_.unlock();
    for (const auto& key : changed)
        impl_.changes.publish("chat", core::json::to_text(std::map<std::string, std::string>{{"chat", key}}));
    if (called) impl_.changes.publish("calls", "{}");
    if (!queued) return;
    impl_.queued.notify_all();
    impl_.changes.wake();
}

World::World(core::Clock& clock, core::Entropy& entropy, Changes& changes)
    : impl_(std::make_shared<Impl>(clock, entropy, changes)) {}

World::~World() = default;

Answer World::call(std::string_view token, std::string_view method, RawArguments arguments) {
    Entry entry(*impl_);
    auto answer = dispatch(entry.state(), token, method, std::move(arguments), CalledBy::request);
    answer.hold += entry.state().settings.latency;
    return answer;
}

void World::wait_for_update(std::string_view token, std::chrono::milliseconds at_most) {
    std::unique_lock lock(impl_->mutex);
    impl_->queued.wait_for(lock, at_most, [&] {
        const auto* bot = find_bot(impl_->state, token);
        return !bot || !bot->pending.empty() || !bot->webhook.url.empty();
    });
}

std::optional<Download> World::download(std::string_view token, std::string_view path) {
    Entry entry(*impl_);
    if (!find_bot(entry.state(), token)) return std::nullopt;
    const auto* file = file_at(entry.state(), path);
    if (!file || file->data->size() > kMostDownloadBytes) return std::nullopt;
    return Download{"application/octet-stream", file->data};
}

std::optional<Download> World::file(std::string_view unique_id) {
    Entry entry(*impl_);
    const auto* file = find_file(entry.state(), unique_id);
    if (!file) return std::nullopt;
    return Download{file->content_type, file->data};
}

std::optional<core::Timestamp> World::step(Poster& poster) {
    std::vector<Delivery> due;
    {
        Entry entry(*impl_);
        due = impl_->webhooks.take_due();
    }
    if (!due.empty()) impl_->changes.publish("deliveries", "{}");
    for (auto& delivery : due) {
        const auto id = delivery.id;
        // The delivery may end after the World: what it holds on to is the state alone.
        const std::weak_ptr<Impl> impl = impl_;
        poster.post(std::move(delivery), [impl, id](const DeliveryResult& result) {
            if (const auto alive = impl.lock()) finish(*alive, id, result);
        });
    }
    const std::lock_guard lock(impl_->mutex);
    return impl_->webhooks.next_due();
}

void World::finish(Impl& impl, std::int64_t delivery, const DeliveryResult& result) {
    {
        Entry entry(impl);
        auto& state = entry.state();
        state.queued = true;
        const auto answered = impl.webhooks.finish(delivery, result);
        if (answered) {
            const auto parsed = core::json::try_parse<WebhookAnswer>(answered->body);
            const auto bot = state.bots.find(answered->bot);
            if (parsed && parsed.value->method && bot != state.bots.end()) {
                RawArguments arguments;
                arguments.json = without_member(answered->body, "method");
                dispatch(state, bot->second.token, *parsed.value->method, std::move(arguments),
                         CalledBy::webhook_answer);
            }
        }
    }
    impl.changes.publish("deliveries", "{}");
}

void World::add_fault(Fault fault) {
    Entry entry(*impl_);
    entry.state().faults.add(std::move(fault));
}

void World::clear_faults() {
    Entry entry(*impl_);
    entry.state().faults.clear();
}

void World::change_settings(const SettingsView& settings) {
    Entry entry(*impl_);
    for (const auto& rate : {settings.bot_rate, settings.chat_rate, settings.group_rate}) {
        if (rate && (*rate < kLeastRate || *rate > kMostRate))
            throw core::Refusal(core::RefusalCode::invalid, "A rate is 0.01 to 100000.");
    }
    const auto latency = settings.latency_ms.value_or(0);
    if (latency < 0 || latency > kMostLatency.count())
        throw core::Refusal(core::RefusalCode::invalid, "A latency is 0 to 10000 milliseconds.", "latency_ms");
    auto& current = entry.state().settings;
    current.strict = settings.strict.value_or(current.strict);
    current.limits = settings.limits.value_or(current.limits);
    current.rates.bot = settings.bot_rate.value_or(current.rates.bot);
    current.rates.chat = settings.chat_rate.value_or(current.rates.chat);
    current.rates.group_a_minute = settings.group_rate.value_or(current.rates.group_a_minute);
    if (settings.latency_ms) current.latency = std::chrono::milliseconds(latency);
    entry.state().limiter.clear();
    entry.state().first_uses.clear();
}

void World::reset() {
    {
        Entry entry(*impl_);
        auto& state = entry.state();
        state.people.clear();
        state.bots.clear();
        state.bots_by_token.clear();
        state.chats.clear();
        state.files.clear();
        state.file_bytes = 0;
        state.callbacks.clear();
        state.limiter.clear();
        state.first_uses.clear();
        state.faults.clear();
        state.records.clear();
        impl_->webhooks.forget_all();
        state.settings = {};
        state.queued = true;
    }
    impl_->changes.publish("reset", "{}");
}

}  // namespace promo::sandbox::telegram
