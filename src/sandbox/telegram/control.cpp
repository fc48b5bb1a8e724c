#include <map>

#include "core/error.hpp"
#include "http/json.hpp"
#include "sandbox/telegram/endpoints.hpp"
#include "sandbox/telegram/method.hpp"

namespace promo::sandbox::telegram {

namespace {

using http::Access;
using http::Pool;
using http::Request;
using http::Response;
using http::Verb;

constexpr std::size_t kPictureLimit = 16 << 20;
constexpr std::int64_t kMostListed = 1'000;

struct Person {
    std::int64_t user = 0;
};
BOOST_DESCRIBE_STRUCT(Person, (), (user))

struct Nothing {};
BOOST_DESCRIBE_STRUCT(Nothing, (), ())

struct Sent {
    std::int64_t message_id = 0;
};
BOOST_DESCRIBE_STRUCT(Sent, (), (message_id))

struct Joining {
    std::string outcome;
};
BOOST_DESCRIBE_STRUCT(Joining, (), (outcome))

struct Migrated {
    std::string chat;
};
BOOST_DESCRIBE_STRUCT(Migrated, (), (chat))

struct Calls {
    std::vector<CallRecord> calls;
};
BOOST_DESCRIBE_STRUCT(Calls, (), (calls))

struct Crowd {
    std::vector<std::int64_t> people;
};
BOOST_DESCRIBE_STRUCT(Crowd, (), (people))

struct Attempts {
    std::vector<AttemptRecord> deliveries;
};
BOOST_DESCRIBE_STRUCT(Attempts, (), (deliveries))

struct Imitated {
    std::vector<std::string> methods;
};
BOOST_DESCRIBE_STRUCT(Imitated, (), (methods))

std::optional<std::int64_t> query_id(const Request& request, std::string_view name) {
    if (!request.query.find(name)) return std::nullopt;
    constexpr std::int64_t kMost = std::int64_t(1) << 53;
    return request.query_number(name, 0, -kMost, kMost);
}

// A row whose body is one struct and whose answer is what `act` gives, or `{"success":true}`.
template <class Args, class Act>
http::Route act(std::string path, std::string summary, Act act, std::size_t body_limit = http::kJsonBodyLimit) {
    auto handler = [act](const Request& request) {
        const auto args = http::read_json_body<Args>(request);
        if constexpr (std::is_void_v<decltype(act(args))>) {
            act(args);
            return http::success();
        } else {
            return http::json(act(args));
        }
    };
    return {Verb::post, "/control/telegram/" + path, Access::open, handler, std::move(summary), Pool::requests,
            body_limit};
}

template <class Look>
http::Route look(std::string path, std::string summary, Look look) {
    return {Verb::get, "/control/telegram/" + path, Access::open,
            [look](const Request& request) { return http::json(look(request)); }, std::move(summary)};
}

Response show_file(World& world, const Request& request) {
    const auto file = world.file(request.path_param("id"));
    if (!file) throw core::Refusal(core::RefusalCode::not_found, "There is no such file.");
    Response response;
    // Only pictures are shown as what they say they are: everything here was uploaded by somebody.
    const bool is_picture = file->content_type == "image/png" || file->content_type == "image/jpeg" ||
                            file->content_type == "image/gif" || file->content_type == "image/webp";
    response.content_type = is_picture ? file->content_type : "application/octet-stream";
    response.shared_body = file->data;
    response.cache = http::Cache::revalidate;
    return response;
}

CallFilter filter_of(const Request& request) {
    CallFilter filter;
    filter.bot = query_id(request, "bot");
    filter.chat = query_id(request, "chat");
    if (const auto method = request.query.find("method")) filter.method = std::string(*method);
    filter.after = query_id(request, "after").value_or(0);
    filter.violations_only = request.query_text("violations") == "true";
    filter.limit = static_cast<std::size_t>(request.query_number("limit", 100, 1, kMostListed));
    return filter;
}

http::Routes people_routes(World& world) {
    return {
        act<NewBot>("bots", "Add a bot", [&world](const auto& bot) { return world.create_bot(bot); }),
        act<BotSettings>("bot-settings", "Change a bot or revoke its token",
                         [&world](const auto& settings) { return world.change_bot(settings); }),
        act<NewPerson>("people", "Add a person", [&world](const auto& person) { return world.create_person(person); }),
        act<Person>("delete-account", "Delete a person's account",
                    [&world](const auto& person) { world.delete_account(person.user); }),
        act<NewCrowd>("crowd", "Add many people who have opened a bot",
                      [&world](const auto& crowd) { return Crowd{world.create_crowd(crowd)}; }),
        act<NewChat>("chats", "Add a group, supergroup or channel",
                     [&world](const auto& chat) { return world.create_chat(chat); }),
        act<InChat>("migrate", "Upgrade a group to a supergroup",
                    [&world](const auto& group) { return Migrated{world.migrate(group)}; }),
        act<Join>("join", "Join by link or public name",
                  [&world](const auto& join) { return Joining{world.join(join)}; }),
        act<InChat>("leave", "Leave a chat", [&world](const auto& member) { world.leave(member); }),
        act<Decide>("decide", "Approve or decline a request to join",
                    [&world](const auto& decision) { world.decide(decision); }),
        act<SetMember>("members", "Add, promote, restrict or remove a member",
                       [&world](const auto& change) { world.set_member(change); }),
        act<NewLink>("links", "Make an invite link as an administrator",
                     [&world](const auto& link) { return world.create_link(link); }),
        act<Block>("block", "Block or unblock a bot", [&world](const auto& block) { world.block(block); }),
    };
}

http::Routes talk_routes(World& world) {
    return {
        act<SendAs>(
            "send", "Send a text, picture or forward as a person",
            [&world](const auto& message) { return Sent{world.send(message)}; }, kPictureLimit),
        act<EditAs>("edit", "Edit a person's message", [&world](const auto& edit) { world.edit(edit); }),
        act<DeleteAs>("delete-message", "Delete a person's message",
                      [&world](const auto& message) { world.erase(message); }),
        act<Press>("press", "Press a button under a message",
                   [&world](const auto& press) { return world.press(press); }),
        act<Start>("start", "Open a bot, by a deep link when there is a payload",
                   [&world](const auto& start) { return Sent{world.start(start)}; }),
        act<Fault>("faults", "Let the next calls go wrong", [&world](const auto& fault) { world.add_fault(fault); }),
        act<Nothing>("clear-faults", "Forget the faults that wait", [&world](const auto&) { world.clear_faults(); }),
        act<SettingsView>("settings", "Strictness and rates",
                          [&world](const auto& settings) { world.change_settings(settings); }),
        look("overview", "Bots, people and chats", [&world](const Request&) { return world.overview(); }),
        look("chats/{chat:text}", "One chat",
             [&world](const Request& request) { return world.chat(request.path_param("chat")); }),
        look("chats/{chat:text}/messages", "The messages of a chat by page",
             [&world](const Request& request) {
                 const auto limit = static_cast<std::size_t>(request.query_number("limit", 50, 1, 200));
                 return world.messages(request.path_param("chat"), query_id(request, "before").value_or(0), limit);
             }),
        look("callbacks/{id:text}", "What a bot answered to a press",
             [&world](const Request& request) { return world.callback(request.path_param("id")); }),
        look("calls", "The latest calls of the Bot API",
             [&world](const Request& request) { return Calls{world.calls(filter_of(request))}; }),
        look("tally", "What a bot did to each chat: its calls by status, its messages that are there",
             [&world](const Request& request) {
                 TallyFilter filter;
                 filter.bot = query_id(request, "bot").value_or(0);
                 filter.method = request.query_text("method", filter.method);
                 filter.text = request.query_text("text");
                 return world.tally(filter);
             }),
        look("deliveries", "The latest deliveries to webhooks",
             [&world](const Request& request) {
                 const auto limit = static_cast<std::size_t>(request.query_number("limit", 100, 1, kMostListed));
                 return Attempts{world.attempts(query_id(request, "bot"), limit)};
             }),
        look("methods", "What of the Bot API is imitated",
             [](const Request&) {
                 Imitated imitated;
                 for (const auto name : method_names())
                     imitated.methods.emplace_back(name);
                 return imitated;
             }),
        {Verb::get, "/control/telegram/files/{id:text}", Access::open,
         [&world](const Request& request) { return show_file(world, request); }, "A file somebody sent"},
    };
}

}  // namespace

http::Routes control_routes(World& world) {
    auto routes = people_routes(world);
    auto talk = talk_routes(world);
    routes.insert(routes.end(), std::make_move_iterator(talk.begin()), std::make_move_iterator(talk.end()));
    return routes;
}

}  // namespace promo::sandbox::telegram
