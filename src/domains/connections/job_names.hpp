#pragma once

#include <boost/describe/class.hpp>
#include <string>
#include <string_view>

namespace promo::connections {

// Kinds of jobs. All but the first concern one bot, which the payload names.
inline constexpr std::string_view kSweepJob = "connections.sweep";
inline constexpr std::string_view kCheckWebhookJob = "connections.check_webhook";
inline constexpr std::string_view kSetWebhookJob = "connections.set_webhook";
inline constexpr std::string_view kSettleJob = "connections.settle";
inline constexpr std::string_view kFarewellJob = "connections.farewell";
inline constexpr std::string_view kExamineJob = "connections.examine_channels";

struct BotPayload {
    std::string bot;
};
BOOST_DESCRIBE_STRUCT(BotPayload, (), (bot))

}  // namespace promo::connections
