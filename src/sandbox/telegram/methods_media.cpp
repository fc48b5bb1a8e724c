#include "sandbox/telegram/chats.hpp"
#include "sandbox/telegram/files.hpp"
#include "sandbox/telegram/input_media.hpp"
#include "sandbox/telegram/messages.hpp"
#include "sandbox/telegram/outgoing.hpp"

namespace promo::sandbox::telegram {

namespace {

constexpr std::size_t kLeastAlbum = 2;
constexpr std::size_t kMostAlbum = 10;

// One of the file members is what the method is about.
struct SendFile : Envelope, Caption {
    std::optional<std::string> photo;
    std::optional<std::string> document;
    std::optional<std::string> video;
    std::optional<std::string> animation;
    std::optional<std::string> audio;
    std::optional<std::string> voice;
    std::optional<std::string> video_note;
    std::optional<std::string> sticker;
    std::optional<std::int64_t> width;
    std::optional<std::int64_t> height;
    std::optional<std::int64_t> length;
    std::optional<std::int64_t> duration;
    std::optional<std::string> performer;
    std::optional<std::string> title;
    std::optional<bool> has_spoiler;
};
BOOST_DESCRIBE_STRUCT(SendFile, (Envelope, Caption),
                      (photo, document, video, animation, audio, voice, video_note, sticker, width, height, length,
                       duration, performer, title, has_spoiler))

using Reference = std::optional<std::string> SendFile::*;

std::string send_file(Call& call, std::string_view kind, Reference reference) {
    const auto given = call.read<SendFile>();
    chat_to_write(call.state, call.bot, given.chat_id.text);
    FileFacts facts;
    facts.kind = kind;
    facts.width = given.width.value_or(given.length.value_or(0));
    facts.height = given.height.value_or(given.length.value_or(0));
    facts.duration = given.duration.value_or(0);
    auto& file = named_file(call.state, call.bot, (given.*reference).value_or(""), facts, call.arguments.uploads);
    Message body;
    put_file(body, file);
    if (body.audio) {
        body.audio->performer = given.performer;
        body.audio->title = given.title;
    }
    put_caption(body, given);
    if (given.has_spoiler.value_or(false)) body.has_media_spoiler = true;
    return send(call, given, std::move(body));
}

std::string send_photo(Call& call) {
    return send_file(call, "photo", &SendFile::photo);
}
std::string send_document(Call& call) {
    return send_file(call, "document", &SendFile::document);
}
std::string send_video(Call& call) {
    return send_file(call, "video", &SendFile::video);
}
std::string send_animation(Call& call) {
    return send_file(call, "animation", &SendFile::animation);
}
std::string send_audio(Call& call) {
    return send_file(call, "audio", &SendFile::audio);
}
std::string send_voice(Call& call) {
    return send_file(call, "voice", &SendFile::voice);
}
std::string send_video_note(Call& call) {
    return send_file(call, "video_note", &SendFile::video_note);
}
std::string send_sticker(Call& call) {
    return send_file(call, "sticker", &SendFile::sticker);
}

struct SendAlbum : Envelope {
    std::vector<InputMedia> media;
};
BOOST_DESCRIBE_STRUCT(SendAlbum, (Envelope), (media))

void check_album(const std::vector<InputMedia>& media) {
    if (media.size() < kLeastAlbum || media.size() > kMostAlbum)
        throw bad_request("wrong number of messages in the media group: from 2 to 10 are expected");
    const auto group = [](const std::string& type) { return type == "photo" || type == "video" ? "picture" : type; };
    for (const auto& item : media) {
        if (item.type == "animation") throw bad_request("wrong type of the media group item: animation");
        if (group(item.type) != group(media.front().type))
            throw bad_request("documents and audio can't be mixed with other media types in an album");
    }
}

std::string send_album(Call& call) {
    const auto given = call.read<SendAlbum>();
    check_album(given.media);
    auto& chat = open_envelope(call, given, given.media.size());
    std::vector<Message> bodies;
    for (const auto& item : given.media)
        bodies.push_back(input_media_body(call, item));
    const auto group = std::to_string(1 + (call.state.entropy.number() >> 12));
    std::vector<core::json::Raw> sent;
    for (auto& body : bodies) {
        body.media_group_id = group;
        const auto& message = send_into(call, chat, given, std::move(body));
        sent.push_back({message_json(call.state, chat, message, &call.bot)});
    }
    return result_of(sent);
}

}  // namespace

void put_file(Message& body, const StoredFile& file) {
    body.photo.reset();
    for (auto* media :
         {&body.animation, &body.audio, &body.document, &body.video, &body.voice, &body.video_note, &body.sticker})
        media->reset();
    if (file.kind == "photo") {
        body.photo = show_photo(file);
        return;
    }
    const auto media = show_file(file);
    if (file.kind == "video") body.video = media;
    if (file.kind == "audio") body.audio = media;
    if (file.kind == "voice") body.voice = media;
    if (file.kind == "video_note") body.video_note = media;
    if (file.kind == "sticker") body.sticker = media;
    if (file.kind == "animation") body.animation = media;
    if (file.kind == "document" || file.kind == "animation") {
        body.document = media;
        // An animation is also a document, for clients that know no animations.
        body.document->width.reset();
        body.document->height.reset();
        body.document->duration.reset();
    }
}

Message input_media_body(Call& call, const InputMedia& media) {
    FileFacts facts;
    facts.kind = media.type;
    facts.width = media.width.value_or(0);
    facts.height = media.height.value_or(0);
    facts.duration = media.duration.value_or(0);
    Message body;
    put_file(body, named_file(call.state, call.bot, media.media, facts, call.arguments.uploads));
    put_caption(body, media);
    if (media.has_spoiler.value_or(false)) body.has_media_spoiler = true;
    return body;
}

Methods media_methods() {
    return {
        {"sendPhoto", send_photo},          {"sendDocument", send_document}, {"sendVideo", send_video},
        {"sendAnimation", send_animation},  {"sendAudio", send_audio},       {"sendVoice", send_voice},
        {"sendVideoNote", send_video_note}, {"sendSticker", send_sticker},   {"sendMediaGroup", send_album},
    };
}

}  // namespace promo::sandbox::telegram
