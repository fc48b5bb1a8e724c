#pragma once

#include <boost/describe/class.hpp>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

// What tests of many people need.
namespace promo::sandbox::telegram {

// Many people at once, who have all opened the bot without a word: nobody is told.
struct NewCrowd {
    std::int64_t bot = 0;
    std::int64_t count = 0;
};
BOOST_DESCRIBE_STRUCT(NewCrowd, (), (bot, count))

struct TallyFilter {
    std::int64_t bot = 0;
    std::string method = "sendMessage";
    std::string text{};  // only messages that hold it
};

// What a bot did to one chat, by what there is and not by what anybody believes.
struct TalliedChat {
    std::int64_t chat = 0;
    std::map<std::string, std::int64_t> answered;  // calls of the method, by status
    std::int64_t messages = 0;                     // of the bot, that are there
    std::int64_t alike = 0;                        // the most of them that say the same
};
BOOST_DESCRIBE_STRUCT(TalliedChat, (), (chat, answered, messages, alike))

struct Tally {
    std::vector<TalliedChat> chats;
    bool complete = true;  // false: there were too many chats to count the calls of all
};
BOOST_DESCRIBE_STRUCT(Tally, (), (chats, complete))

}  // namespace promo::sandbox::telegram
