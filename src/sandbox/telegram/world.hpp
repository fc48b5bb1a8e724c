#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.hpp"
#include "core/entropy.hpp"
#include "sandbox/changes.hpp"
#include "sandbox/poster.hpp"
#include "sandbox/telegram/arguments.hpp"
#include "sandbox/telegram/crowd.hpp"
#include "sandbox/telegram/operations.hpp"
#include "sandbox/telegram/views.hpp"

namespace promo::sandbox::telegram {

// What a call of the Bot API is answered with; `hold` is how long a scripted fault wants the caller to wait for it.
struct Answer {
    int status = 200;
    std::string content_type = "application/json";
    std::string body;
    std::chrono::milliseconds hold{0};
};

struct Download {
    std::string content_type;
    std::shared_ptr<const std::string> data;  // shared with the store
};

// A small Telegram: bots, people, chats, and everything they do. Safe from any thread. What people do wrong is refused
// with core::Refusal, what bots do wrong is an Answer in Telegram's words.
class World {
public:
    World(core::Clock& clock, core::Entropy& entropy, Changes& changes);
    ~World();
    World(const World&) = delete;
    World& operator=(const World&) = delete;

    // The Bot API. `getUpdates` answers at once; `wait_for_update` is how a caller waits, in real time.
    Answer call(std::string_view token, std::string_view method, RawArguments arguments);
    void wait_for_update(std::string_view token, std::chrono::milliseconds at_most);
    std::optional<Download> download(std::string_view token, std::string_view path);

    BotView create_bot(const NewBot& bot);
    BotView change_bot(const BotSettings& settings);
    PersonView create_person(const NewPerson& person);
    std::vector<std::int64_t> create_crowd(const NewCrowd& crowd);
    ChatView create_chat(const NewChat& chat);
    void delete_account(std::int64_t person);
    // A group becomes a supergroup, whose key this is.
    std::string migrate(const InChat& group);

    std::int64_t send(const SendAs& message);  // the number of the new message
    void edit(const EditAs& edit);
    void erase(const DeleteAs& message);
    Pressed press(const Press& press);
    CallbackView callback(std::string_view id);
    std::int64_t start(const Start& start);
    void block(const Block& block);

    std::string join(const Join& join);  // `member` or `requested`
    void leave(const InChat& member);
    void decide(const Decide& decision);
    void set_member(const SetMember& change);
    ChatInviteLink create_link(const NewLink& link);

    Overview overview();
    ChatView chat(std::string_view key);
    MessagePage messages(std::string_view chat, std::int64_t before, std::size_t limit);
    std::vector<CallRecord> calls(const CallFilter& filter);
    Tally tally(const TallyFilter& filter);
    std::vector<AttemptRecord> attempts(std::optional<std::int64_t> bot, std::size_t limit);
    std::optional<Download> file(std::string_view unique_id);

    void add_fault(Fault fault);
    void clear_faults();
    void change_settings(const SettingsView& settings);
    void reset();

    // Starts every delivery that is due and says when to be called again, unless `changes` wakes before.
    std::optional<core::Timestamp> step(Poster& poster);

private:
    struct Impl;
    class Entry;
    static void finish(Impl& impl, std::int64_t delivery, const DeliveryResult& result);

    std::shared_ptr<Impl> impl_;  // shared with deliveries that are on their way
};

}  // namespace promo::sandbox::telegram
