#pragma once

#include <deque>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/clock.hpp"
#include "core/entropy.hpp"
#include "sandbox/telegram/bot_state.hpp"
#include "sandbox/telegram/chat_state.hpp"
#include "sandbox/telegram/faults.hpp"
#include "sandbox/telegram/limits.hpp"
#include "sandbox/telegram/records.hpp"

// Everything that Telegram's servers would know. Guarded by World's mutex; only the files of this folder look inside.
namespace promo::sandbox::telegram {

struct Person {
    User user;
    bool deleted = false;
};

struct StoredFile {
    std::int64_t number = 0;
    std::string kind;  // photo, document, …
    std::string name;
    std::string content_type;
    std::shared_ptr<const std::string> data;  // shared with answers on their way
    std::int64_t width = 0;
    std::int64_t height = 0;
    std::int64_t duration = 0;
};

struct Callback {
    std::int64_t bot = 0;
    std::int64_t user = 0;
    ChatKey chat;
    std::int64_t message_id = 0;
    core::Timestamp asked{};
    bool answered = false;
    std::string text;
    bool show_alert = false;
    std::string url;
};

struct Settings {
    bool strict = true;  // a call that breaks the published table is refused, not only noted
    bool limits = true;  // Telegram's rates
    Rates rates;
    std::chrono::milliseconds latency{0};  // of every answer of the Bot API
};

struct State {
    State(core::Clock& process_clock, core::Entropy& process_entropy)
        : clock(process_clock), entropy(process_entropy) {}

    core::Clock& clock;
    core::Entropy& entropy;
    Settings settings;
    std::map<std::int64_t, Person> people;
    std::map<std::int64_t, Bot> bots;
    std::unordered_map<std::string, std::int64_t> bots_by_token;
    std::map<ChatKey, ChatState> chats;
    std::map<std::int64_t, StoredFile> files;
    std::size_t file_bytes = 0;
    std::map<std::string, Callback> callbacks;
    Limiter limiter;
    FirstUses first_uses;
    Faults faults;
    Records records;
    std::int64_t last_person = 100'000;
    std::int64_t last_bot = 7'000'000'000;
    std::int64_t last_chat = 0;
    std::int64_t last_file = 0;
    std::set<std::string> changed;  // keys of chats, to tell watchers about
    bool queued = false;            // something may be due now

    core::Timestamp now() const { return clock.now(); }
    std::int64_t unix_time() const;
};

}  // namespace promo::sandbox::telegram
