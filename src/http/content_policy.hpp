#pragma once

#include <string>
#include <string_view>

namespace promo::http {

// What a page may load and talk to: our own files, and scripts in it that carry the nonce.
void append_content_policy(std::string& out, std::string_view nonce);

// The same for a page that runs the sign-in of `identity_provider`, an origin with or without a path. It brings scripts
// and styles of its own, pictures of people, and a frame that tells people from programs.
std::string sign_in_content_policy(std::string_view nonce, std::string_view identity_provider);

}  // namespace promo::http
