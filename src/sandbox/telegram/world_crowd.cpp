#include <algorithm>

#include "core/error.hpp"
#include "sandbox/telegram/chats.hpp"
#include "sandbox/telegram/world_state.hpp"

namespace promo::sandbox::telegram {
namespace {

constexpr std::int64_t kMostInACrowd = 100'000;

struct Counted {
    TalliedChat chat;
    std::map<std::string_view, std::int64_t> by_text;
};

void count_messages(const State& state, const TallyFilter& filter, std::map<std::int64_t, Counted>& counted) {
    for (const auto& [key, chat] : state.chats) {
        for (const auto& [id, message] : chat.messages) {
            if (message.bot != filter.bot) continue;
            const auto& said = message.body.text ? message.body.text : message.body.caption;
            const std::string_view text = said ? std::string_view(*said) : std::string_view();
            if (text.find(filter.text) == std::string_view::npos) continue;
            auto& [tallied, by_text] = counted[chat.id()];
            ++tallied.messages;
            tallied.alike = std::max(tallied.alike, ++by_text[text]);
        }
    }
}

}  // namespace

std::vector<std::int64_t> World::create_crowd(const NewCrowd& given) {
    Entry entry(*impl_);
    auto& state = entry.state();
    known_bot(state, given.bot);
    if (given.count < 1 || given.count > kMostInACrowd)
        throw core::Refusal(core::RefusalCode::invalid, "A crowd is 1 to 100000 people.", "count");
    std::vector<std::int64_t> people;
    while (people.size() < static_cast<std::size_t>(given.count)) {
        while (find_user(state, ++state.last_person)) {
        }
        const auto id = state.last_person;
        auto& user = state.people[id].user;
        user.id = id;
        user.first_name = "Person " + std::to_string(id);
        user.language_code = "en";
        private_chat(state, given.bot, id);
        people.push_back(id);
    }
    state.changed.insert("people");
    return people;
}

Tally World::tally(const TallyFilter& filter) {
    Entry entry(*impl_);
    const auto& records = entry.state().records;
    std::map<std::int64_t, Counted> counted;
    for (const auto& [chat, statuses] : records.tally(filter.bot, filter.method)) {
        for (const auto& [status, count] : statuses)
            counted[chat].chat.answered[std::to_string(status)] = count;
    }
    count_messages(entry.state(), filter, counted);
    Tally tally;
    tally.complete = records.tally_is_complete();
    for (auto& [id, found] : counted) {
        found.chat.chat = id;
        tally.chats.push_back(std::move(found.chat));
    }
    return tally;
}

}  // namespace promo::sandbox::telegram
